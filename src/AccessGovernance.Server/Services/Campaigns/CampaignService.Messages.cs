using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.Server.Requests;
using Grpc.Core;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Campaigns;

public sealed partial class CampaignServiceV1
{
    public override async Task<ListMessagesResponse> ListMessages(ListMessagesRequest request, ServerCallContext context)
    {
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var (read, campaign) = await Campaign(Names.Campaign("campaign", request.Campaign), request.AtLeast, context);
        var after = page.After.Length == 0 ? 0 : int.Parse(page.After, CultureInfo.InvariantCulture);
        var found = read.Reviews.Messages(campaign.Id, after, page.Size + 1);
        var response = new ListMessagesResponse { Messages = { found.Take(page.Size).Select(ToMessage) } };
        response.NextPageToken = found.Count > page.Size ? page.Next((after + page.Size).ToString(CultureInfo.InvariantCulture)) : "";
        response.Basis = read.Basis(response.NextPageToken.Length == 0);
        return response;
    }

    private static CampaignMessage ToMessage(OutboxMessage message) => new()
    {
        Id = message.Id.ToString(), Kind = (V1.MessageKind)message.Kind, Stage = message.Stage + 1, Person = Names.Of(message.To),
        QueuedAt = Times.Of(message.QueuedAt), Items = message.Facts.Items, HoursBefore = message.Facts.HoursBefore,
        DueAt = message.Facts.Due is { } due ? Times.Of(due) : null, Application = message.Facts.Application is { } app ? Names.Of(app) : "",
        Deliveries = { message.Deliveries.Select(ToMessage) },
    };

    private static MessageDelivery ToMessage(Delivery delivery) => new()
    {
        Channel = delivery.Channel switch
        {
            MessageChannels.Console => MessageChannel.Console, MessageChannels.Mail => MessageChannel.Mail, _ => MessageChannel.Webhook,
        },
        State = (V1.DeliveryState)delivery.State, Attempts = delivery.Attempts, Error = (V1.DeliveryError)(delivery.Error ?? 0),
        Cause = (V1.GiveUpCause)(delivery.Cause ?? 0), ChangedAt = delivery.ChangedAt is { } at ? Times.Of(at) : null,
    };
}
