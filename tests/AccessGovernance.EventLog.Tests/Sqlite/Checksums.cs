using System.Text;
using AccessGovernance.EventLog.Sqlite;

namespace AccessGovernance.EventLog.Tests.Sqlite;

public sealed class Checksums
{
    [Theory]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("", 0u)]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 0x8A9136AAu)]
    public void Are_those_of_the_specification(string text, uint expected) =>
        Assert.Equal(expected, EventChecksum.Of(Encoding.UTF8.GetBytes(text)));
}
