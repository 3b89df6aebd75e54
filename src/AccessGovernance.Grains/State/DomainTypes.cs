using System.Text.Json;
using System.Text.Json.Serialization;
using AccessGovernance.Domain;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;

namespace AccessGovernance.Grains.State;

/// <summary>
/// Lets the domain's types travel between grains without the domain knowing Orleans: they are immutable, so a call inside one silo hands
/// over the same object; between silos they go as JSON.
/// </summary>
public static class DomainTypes
{
    private static readonly string[] Failing = [nameof(AccessGovernance), "Grpc", "Npgsql"];

    public static ISerializerBuilder AddDomainTypes(this ISerializerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new JsonSerializerOptions();
        options.Converters.Add(new PersonalTextConverter());
        builder.Services.AddSingleton<IGeneralizedCopier, ImmutableCopier>();
        builder.Services.AddSingleton<ITypeFilter, DomainTypeFilter>();
        // A failure of the log or of the keys keeps its type, with what caused it: callers on another silo must tell "not written" from "outcome unknown".
        builder.Services.Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.UnionWith(Failing));
        return builder.AddJsonSerializer(IsDomainType, _ => false, o => o.Configure(c => c.SerializerOptions = options));
    }

    private static bool IsDomainType(Type type) => type.Assembly == typeof(DomainEvent).Assembly;

    private sealed class ImmutableCopier : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsDomainType(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }

    private sealed class DomainTypeFilter : ITypeFilter
    {
        public bool? IsTypeAllowed(Type type) => IsDomainType(type) ? true : null;
    }

    /// <summary>Personal text in flight between silos, sealed or not; the connection between silos is private to the deployment.</summary>
    private sealed class PersonalTextConverter : JsonConverter<PersonalText>
    {
        public override PersonalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var retention = (RetentionClass)document.RootElement.GetProperty("r").GetInt32();
            return document.RootElement.TryGetProperty("p", out var plain)
                ? PersonalText.Plain(retention, plain.GetString()!)
                : PersonalText.Sealed(retention, document.RootElement.GetProperty("s").GetBytesFromBase64());
        }

        public override void Write(Utf8JsonWriter writer, PersonalText value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber("r", (int)value.Retention);
            if (value.PlainText is { } plain)
                writer.WriteString("p", plain);
            else
                writer.WriteBase64String("s", value.SealedBytes.Span);
            writer.WriteEndObject();
        }
    }
}
