using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Reviews.Running;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>
/// Tries what is due on one channel of a campaign, and records how that ended: delivered at least once, with the same key each time. Whom a message
/// goes to, and whether they still owe what it is about, is looked up right before.
/// </summary>
internal sealed class DeliveryRound(ReviewReader reviews, Recipients recipients, MessageSettings settings, CampaignCommands commands)
{
    /// <summary>Messages of one round.</summary>
    private const int MaxMessages = 200;

    /// <summary>Messages that are on their way at once, on one channel of one campaign.</summary>
    private const int MaxAtOnce = 4;

    /// <summary>A sender that has not ended by then is left alone.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <returns>Whether there may be more to do at once.</returns>
    public async Task<bool> Run(CampaignId id, IMessageSender sender)
    {
        await commands.ReviewsReached();
        var due = reviews.Deliverable(id, sender.Channel, commands.Now, MaxMessages);
        if (due.Count == 0 || reviews.Campaign(id) is not { } campaign)
            return false;
        // Whoever was forgotten by now is told nothing.
        await commands.ReadModelsReached();
        var owing = due.Any(m => m.IsForReviewer) ? OwedAnswers.Of(reviews, id) : OwedAnswers.None;
        var isDown = 0;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce }, async (message, _) =>
        {
            // The next ones would fail as well; they are tried at the next waking, which is soon.
            if (Volatile.Read(ref isDown) > 0)
                return;
            var how = GiveUpCauseOf(campaign, message, owing) is { } cause
                ? new GiveUpMessage(message.Id, sender.Channel, cause)
                : await Deliver(campaign, message, sender);
            if (how is RecordFailure { Error: not DeliveryError.Refused })
                Interlocked.Increment(ref isDown);
            await Record(id, message, sender.Channel, how);
        });
        return isDown == 0;
    }

    private GiveUpCause? GiveUpCauseOf(CampaignRecord campaign, OutboxMessage message, OwedAnswers owing)
    {
        if (commands.Now >= message.QueuedAt.Plus(DeliveryPauses.MaxAge))
            return GiveUpCause.Expired;
        var isMoot = message switch
        {
            { IsForReviewer: true } => campaign.Status != CampaignStatus.InReview || campaign.Stage != message.Stage || owing.CountOf(message.To) == 0,
            // Of a campaign that was cancelled before it began its owner is told just that.
            { Kind: MessageKind.Deadline } => campaign.Population is not null && campaign.Status is CampaignStatus.Cancelled or CampaignStatus.Archived,
            _ => campaign.Status is not (CampaignStatus.Remediation or CampaignStatus.SignedOff)
                && !(campaign.Report is not null && LapsedExceptions.Tells(campaign.Id, message)),
        };
        return isMoot ? GiveUpCause.NothingOwed : null;
    }

    private async Task<MessageCommand> Deliver(CampaignRecord campaign, OutboxMessage message, IMessageSender sender)
    {
        if (recipients.Find(message.To, commands.Now) is not { } recipient)
            return new GiveUpMessage(message.Id, sender.Channel, GiveUpCause.RecipientGone);
        if (sender.NeedsAddress && recipient.Address is null)
            return new GiveUpMessage(message.Id, sender.Channel, GiveUpCause.NoAddress);
        var link = settings.Link is { } start ? $"{start.AbsoluteUri.TrimEnd('/')}/campaigns/{campaign.Id}" : null;
        var (subject, text) = MessageTexts.Of(message, campaign, link, settings.Templates);
        var outgoing = new OutgoingMessage(message, campaign.Id, campaign.Basis.Settings.Name, recipient.Address, link, subject, text);
        return await Send(sender, outgoing) switch
        {
            SendResult.Delivered => new RecordDelivery(message.Id, sender.Channel),
            SendResult.Rejected => new GiveUpMessage(message.Id, sender.Channel, GiveUpCause.Rejected),
            SendResult.TimedOut => new RecordFailure(message.Id, sender.Channel, DeliveryError.TimedOut),
            SendResult.Refused => new RecordFailure(message.Id, sender.Channel, DeliveryError.Refused),
            _ => new RecordFailure(message.Id, sender.Channel, DeliveryError.Unreachable),
        };
    }

    private static async Task<SendResult> Send(IMessageSender sender, OutgoingMessage outgoing)
    {
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            return await sender.Send(outgoing, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return SendResult.TimedOut;
        }
    }

    private async Task Record(CampaignId campaign, OutboxMessage message, MessageChannels channel, MessageCommand how)
    {
        var attempt = message.On(channel)!.Value.Attempts;
        var outcome = await commands.Execute(campaign, how, "carry-message", message.Id.ToString(), $"{channel}", $"{attempt}");
        MessageMetrics.Ended(channel, how);
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException($"What became of message {message.Id} was not recorded: {refusal.Message}");
        // Before anybody looks again what is to be delivered.
        await commands.ReviewsReached(outcome);
    }
}
