using System.Text;
using System.Text.Json;
using AccessGovernance.Domain;
using AccessGovernance.EventLog.EventStoreDb;
using AccessGovernance.EventStoreProtocol;

namespace AccessGovernance.EventLog.Tests.EventStoreDb;

public sealed class StoredForms
{
    [Fact]
    public void Ids_are_read_in_the_order_in_which_they_are_printed()
    {
        var id = Guid.Parse("aabbccdd-eeff-0011-2233-445566778899");
        var structured = StoreMessages.Uuid(id);

        Assert.Equal((-6144092013047381999, 2464388554683811993),
            (structured.Structured.MostSignificantBits, structured.Structured.LeastSignificantBits));
        Assert.Equal(id, StoreMessages.Id(structured));
        Assert.Equal(id, StoreMessages.Id(new UUID { String = id.ToString() }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Metadata_comes_back_byte_for_byte(bool imported)
    {
        var origin = OriginFormat.Encode(Sample.Origin with { Actor = "Zażółć \"gęślą\"" });
        var stored = StoredFormat.Encode(Recorded(origin, imported));
        var read = StoredFormat.Decode(stored);

        Assert.Equal((new Instant(1_767_323_045_678), 2, 3, imported ? Sample.Row : null), (read.Stamp, read.BatchIndex, read.BatchCount, read.Import));
        Assert.Equal(origin, read.Origin.ToArray());
        using var json = JsonDocument.Parse(stored);
        Assert.Equal("Zażółć \"gęślą\"", json.RootElement.GetProperty("o").GetProperty("a").GetString());
    }

    [Fact]
    public void The_metadata_of_an_event_is_never_written_otherwise() => Assert.Equal(
        """{"s":1767323045678,"i":2,"n":3,"b":"0000004d-0001-0002-0304-05060708090a","r":12,"t":1234567,"o":{"a":"robot"}}""",
        Encoding.UTF8.GetString(StoredFormat.Encode(Recorded("""{"a":"robot"}"""u8.ToArray(), imported: true))));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("not ours")]
    [InlineData("""{"s":1,"i":0,"n":1}""")]
    [InlineData("""{"s":1,"i":1,"n":1,"o":{}}""")]
    [InlineData("""{"s":1,"i":-1,"n":1,"o":{}}""")]
    [InlineData("""{"s":"x","i":0,"n":1,"o":{}}""")]
    [InlineData("""{"s":1,"i":0,"n":1,"o":{},"z":1}""")]
    [InlineData("""{"s":1,"i":0,"n":1,"o":{},"r":1}""")]
    [InlineData("""{"":1}""")]
    public void Other_metadata_is_damage(string metadata)
    {
        var stored = new ReadResp.Types.ReadEvent.Types.RecordedEvent
        {
            Id = StoreMessages.Uuid(Guid.NewGuid()),
            CustomMetadata = Google.Protobuf.ByteString.CopyFromUtf8(metadata),
        };

        var damage = Assert.Throws<DamagedLogException>(() => FollowedBatch.Decode(stored, "identity-a", 1));
        Assert.Contains("was not written by this log", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Positions_and_places_are_found_across_chunks()
    {
        const int count = 200_000;
        var positions = new StorePositions();
        for (var i = 1L; i <= count; i++)
            positions.Add(i * 10);

        Assert.Equal(count, positions.Count);
        foreach (var position in new[] { 1L, 65_536, 65_537, 131_072, count })
        {
            Assert.Equal(position * 10, positions.CommitAt(position));
            Assert.Equal(position, positions.PositionAt(position * 10));
            Assert.Null(positions.PositionAt((position * 10) + 1));
        }
        Assert.Null(positions.PositionAt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => positions.CommitAt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => positions.CommitAt(count + 1));
    }

    private static RecordedEvent Recorded(byte[] origin, bool imported) => new()
    {
        Position = 1, Stream = "identity-a", Revision = 0, EventId = Sample.Id(1), Type = "test.happened.v1", Stamp = new Instant(1_767_323_045_678),
        BatchIndex = 2, BatchCount = 3, Body = "{}"u8.ToArray(), OriginBytes = origin, Import = imported ? Sample.Row : null,
    };
}
