using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Services;

namespace AccessGovernance.Server.Quick;

/// <summary>A check's answer as bytes: what <see cref="CheckAccessResponse"/> has, for a caller who sees everything.</summary>
internal static class CheckMessage
{
    // Numbers, times, ids, the token and the tags, with room to spare.
    private const int Fixed = 512;
    private const int EachGrantOrStep = 192;

    /// <summary>Bytes that the answer takes at most.</summary>
    public static int MaxBytes(CheckAnswer answer)
    {
        var bytes = Fixed;
        for (var i = 0; i < answer.Basis.Coverage.Count; i++)
            bytes += 2 * (EachGrantOrStep + (answer.Basis.Coverage[i].Application.Value.Length * NameText.MaxBytesPerCharacter));
        return answer.Holding is { } holding ? bytes + MaxBytes(holding) : bytes;
    }

    public static void Write(ref MessageWriter to, CheckAnswer answer, Period during, ReadOnlySpan<byte> token)
    {
        to.Flag(CheckAccessResponse.AllowedFieldNumber, answer.Allowed);
        to.Number(CheckAccessResponse.ReasonFieldNumber, (long)HistoryMessages.Reason(answer.Reason));
        if (answer.Holding is { } holding)
        {
            for (var i = 0; i < holding.Path.Count; i++)
                Write(ref to, holding.Path[i]);
            for (var i = 0; i < holding.Grants.Count; i++)
                Write(ref to, holding.Grants[i]);
        }
        var begun = to.Begin(CheckAccessResponse.BasisFieldNumber);
        Write(ref to, answer.Basis, during, token);
        to.End(begun);
    }

    private static int MaxBytes(Holding holding)
    {
        var (characters, rows) = (0, holding.Grants.Count + holding.Path.Count);
        for (var i = 0; i < holding.Grants.Count; i++)
            characters += holding.Grants[i].Entitlement.Value.Length + (holding.Grants[i].Cause.Reference?.Length ?? 0);
        for (var i = 0; i < holding.Path.Count; i++)
            characters += holding.Path[i].From.Value.Length + holding.Path[i].To.Value.Length;
        return (rows * EachGrantOrStep) + (characters * NameText.MaxBytesPerCharacter);
    }

    private static void Write(ref MessageWriter to, ConferralStep step)
    {
        var begun = to.Begin(CheckAccessResponse.PathFieldNumber);
        to.Name(PathStep.FromFieldNumber, "entitlements/"u8, step.From.Value);
        to.Name(PathStep.ToFieldNumber, "entitlements/"u8, step.To.Value);
        to.Id(PathStep.ConferralIdFieldNumber, step.Conferral.Value);
        Write(ref to, PathStep.ValidityFieldNumber, step.Validity);
        to.End(begun);
    }

    private static void Write(ref MessageWriter to, HeldGrant grant)
    {
        var begun = to.Begin(CheckAccessResponse.GrantsFieldNumber);
        to.Id(GrantEvidence.GrantIdFieldNumber, grant.Grant.Value);
        to.Name(GrantEvidence.EntitlementFieldNumber, "entitlements/"u8, grant.Entitlement.Value);
        Write(ref to, GrantEvidence.ValidityFieldNumber, grant.Validity);
        var cause = to.Begin(GrantEvidence.CauseFieldNumber);
        to.Number(Api.V1.Cause.KindFieldNumber, (long)grant.Cause.Kind);
        to.Text(Api.V1.Cause.ReferenceFieldNumber, grant.Cause.Reference);
        to.End(cause);
        to.Number(GrantEvidence.PositionFieldNumber, grant.RecordedAt);
        to.Time(GrantEvidence.RecordedAtFieldNumber, grant.RecordedTime);
        if (grant.SourceRecordedAt is { } source)
            to.Time(GrantEvidence.SourceRecordedAtFieldNumber, source);
        to.End(begun);
    }

    private static void Write(ref MessageWriter to, int field, Period validity)
    {
        var begun = to.Begin(field);
        to.Time(Validity.FromFieldNumber, validity.From);
        to.Time(Validity.UntilFieldNumber, validity.Until);
        to.End(begun);
    }

    private static void Write(ref MessageWriter to, AccessHistory.AnswerBasis basis, Period during, ReadOnlySpan<byte> token)
    {
        to.Bytes(Api.V1.AnswerBasis.TokenFieldNumber, token);
        to.Number(Api.V1.AnswerBasis.PositionFieldNumber, basis.Reading.Position);
        to.Time(Api.V1.AnswerBasis.RecordingTimeFieldNumber, basis.Reading.RecordingTime);
        to.Time(Api.V1.AnswerBasis.ValidFromFieldNumber, during.From);
        to.Time(Api.V1.AnswerBasis.ValidUntilFieldNumber, during.Until);
        to.Flag(Api.V1.AnswerBasis.OpenFieldNumber, basis.Reading.Open);
        to.Number(Api.V1.AnswerBasis.KnownByFieldNumber, (long)Api.V1.KnownBy.Ours);
        to.Flag(Api.V1.AnswerBasis.CompleteFieldNumber, true);
        to.Bytes(Api.V1.AnswerBasis.LayerFieldNumber, "entitled"u8);
        for (var i = 0; i < basis.Coverage.Count; i++)
        {
            if (!basis.Coverage[i].Covered)
                Write(ref to, Api.V1.AnswerBasis.NotKnownFieldNumber, basis.Coverage[i]);
            Write(ref to, Api.V1.AnswerBasis.CoverageFieldNumber, basis.Coverage[i]);
        }
    }

    private static void Write(ref MessageWriter to, int field, AccessHistory.Coverage coverage)
    {
        var begun = to.Begin(field);
        to.Name(Api.V1.Coverage.ApplicationFieldNumber, "applications/"u8, coverage.Application.Value);
        if (coverage.GovernedFrom is { } from)
            to.Time(Api.V1.Coverage.GovernedFromFieldNumber, from);
        to.Flag(Api.V1.Coverage.CoveredFieldNumber, coverage.Covered);
        to.End(begun);
    }
}
