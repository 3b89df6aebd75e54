using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;

namespace AccessGovernance.Cli.Questions;

/// <summary>Asks the access history, through all pages.</summary>
internal static class HistoryQuestions
{
    public static Task<AllPages<Holder>> WhoAsync(ServerConnection server, WhoHadAccessRequest request, int? limit) =>
        Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await server.History.WhoHadAccessAsync(request, server.Call);
                return new Page<Holder>(answer.Holders, answer.NextPageToken, answer.Basis);
            },
            limit);

    public static Task<AllPages<HeldAccess>> WhatAsync(ServerConnection server, WhatDidTheyHoldRequest request, int? limit) =>
        Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await server.History.WhatDidTheyHoldAsync(request, server.Call);
                return new Page<HeldAccess>(answer.Access, answer.NextPageToken, answer.Basis);
            },
            limit);

    public static WhoHadAccessRequest Who(string entitlement, Question question)
    {
        var request = new WhoHadAccessRequest
        {
            Entitlement = entitlement, Knowledge = question.Knowledge, PageSize = Pages.SizeFor(question.Limit), Layer = question.Layer,
        };
        if (question.At is not null)
            request.ValidAt = question.At;
        if (question.During is not null)
            request.ValidDuring = question.During;
        return request;
    }

    public static WhatDidTheyHoldRequest What(string subject, Question question)
    {
        var request = new WhatDidTheyHoldRequest
        {
            Subject = subject, Knowledge = question.Knowledge, PageSize = Pages.SizeFor(question.Limit), Layer = question.Layer,
        };
        if (question.At is not null)
            request.ValidAt = question.At;
        if (question.During is not null)
            request.ValidDuring = question.During;
        return request;
    }

    public static CountHoldersRequest Count(string entitlement, Question question)
    {
        var request = new CountHoldersRequest { Entitlement = entitlement, Knowledge = question.Knowledge, Layer = question.Layer };
        if (question.At is not null)
            request.ValidAt = question.At;
        if (question.During is not null)
            request.ValidDuring = question.During;
        return request;
    }

    public static CheckAccessRequest Check(string identity, string entitlement, Question question)
    {
        var request = new CheckAccessRequest { Identity = identity, Entitlement = entitlement, Knowledge = question.Knowledge };
        if (question.At is not null)
            request.ValidAt = question.At;
        if (question.During is not null)
            request.ValidDuring = question.During;
        return request;
    }
}
