using AccessGovernance.Api.V1;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

/// <summary>Says what conditions are, without asking them of anybody.</summary>
public sealed class ConditionServiceV1 : ConditionService.ConditionServiceBase
{
    public override Task<CheckConditionResponse> CheckCondition(CheckConditionRequest request, ServerCallContext context)
    {
        var about = ConditionForms.Subjects("about", request.About);
        var condition = ConditionForms.Parse("condition", request.Condition, about);
        return Task.FromResult(new CheckConditionResponse
        {
            Text = condition.ToString(),
            Tree = ConditionMessages.Of(condition),
            Attributes = { condition.Tests.Select(t => t.Attribute).Distinct().Order(StringComparer.Ordinal) },
        });
    }
}
