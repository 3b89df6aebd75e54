using AccessGovernance.Server.Hosting;
using AccessGovernance.Server.Reviews.Messages;

namespace AccessGovernance.Deploy.Tests;

/// <summary>What messages say may be said by a file: what cannot be in it is named before the server starts.</summary>
public sealed class WordingMessages
{
    [Theory]
    [InlineData("""{"launched": {"subject": "s", "text": "t"}}""", "the kind 'launched'; allowed are deadline, escalation")]
    [InlineData("""{"launch": {"subject": "{login}", "text": "t"}}""", "names {login} in 'launch'; allowed are {application}")]
    [InlineData("""{"launch": {"subject": "two\nlines", "text": "t"}}""", "no subject for 'launch'")]
    [InlineData("""{"launch": {"subject": "s"}}""", "no text for 'launch'")]
    [InlineData("""{"launch": 5}""", "cannot be read")]
    [InlineData("[", "cannot be read")]
    public void What_cannot_be_said_is_named(string file, string problem)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(path, file);
            Assert.Contains(problem, Assert.Throws<StartException>(() => MessageTemplates.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Contains("cannot be read", Assert.Throws<StartException>(() => MessageTemplates.Read(path)).Message, StringComparison.Ordinal);
    }
}
