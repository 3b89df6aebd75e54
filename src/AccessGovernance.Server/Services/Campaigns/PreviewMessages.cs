using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews.Populations;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Previews as messages of the API.</summary>
internal static class PreviewMessages
{
    public static V1.PreviewCampaignResponse Of(CampaignPreview preview, V1.AnswerBasis basis) => new()
    {
        Items = preview.Population.Items, Considered = preview.Population.Considered, WithoutReviewer = preview.Population.WithoutReviewer,
        Applications = { CampaignMessages.Of(preview.Population).Applications },
        Reviewers = preview.ReviewerCount,
        Load = { preview.Reviewers.Select(r => new V1.ReviewerLoad { Person = Names.Of(r.Person), Items = r.Items }) },
        WithoutReviewerExamples =
        {
            preview.Unassigned.Select(u => new V1.ItemKey
            {
                Identity = Names.OfHolder(u.Identity), Account = Names.AccountOf(u.Identity), Entitlement = Names.Of(u.Entitlement),
            }),
        },
        Silence =
        {
            preview.IfNobodyAnswers.Select(s => new V1.SilencePreview
            {
                Stage = s.Stage + 1, NoResponse = (V1.NoResponse)s.Setting, Kept = s.Kept, Revoked = s.Revoked, Suspended = s.Suspended,
            }),
        },
        MatchesNobody = preview.MatchesNobody, MatchesEverybody = preview.MatchesEverybody, OfForgotten = preview.OfForgotten, OfAccounts = preview.OfAccounts,
        Basis = basis,
        OwnAccessKept = preview.OwnKept,
        ReciprocalPairs = preview.ReciprocalCount,
        ReciprocalExamples =
        {
            preview.Reciprocal.Select(p => new V1.ReciprocalReviewers { First = Names.Of(p.First), Second = Names.Of(p.Second) }),
        },
    };
}
