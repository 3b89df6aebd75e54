using static AccessGovernance.Api.V1.EntitlementKind;
using static AccessGovernance.Api.V1.Risk;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>The sample organisation's applications, entitlements, and what each role confers.</summary>
internal static class SampleCatalogue
{
    public static readonly IReadOnlyList<SampleApplication> Applications =
    [
        new("erp", "Ledger One (finance)", "Head of Finance"),
        new("crm", "Clientele (customers)", "Head of Sales"),
        new("code", "Forge (source code and releases)", "Head of Engineering"),
        new("workplace", "Workplace (accounts, doors, devices, personnel)", "Head of IT"),
    ];

    public static readonly IReadOnlyList<SampleEntitlement> Entitlements =
    [
        new("erp:access", Permission, "erp", Low, "Sign in", "Opens Ledger One and sees one's own documents"),
        new("erp:invoices-enter", Permission, "erp", Low, "Enter invoices", "Enters supplier invoices for approval"),
        new("erp:invoices-approve", Permission, "erp", Medium, "Approve invoices", "Approves supplier invoices up to 10,000 EUR"),
        new("erp:payments-prepare", Permission, "erp", Medium, "Prepare payments", "Puts approved invoices into a payment run"),
        new("erp:payments-approve", Permission, "erp", Critical, "Approve payments",
            "Releases payment runs to the bank: money leaves the company"),
        new("erp:suppliers-maintain", Permission, "erp", High, "Maintain suppliers", "Creates suppliers and changes their bank accounts"),
        new("erp:ledger-post", Permission, "erp", Medium, "Post to the ledger", "Posts and reverses journal entries"),
        new("erp:ledger-close", Permission, "erp", High, "Close the books", "Closes and reopens accounting periods"),
        new("erp:reports", Permission, "erp", Low, "Financial reports", "Reads balance sheet, cost and cash reports"),
        new("erp:admin", Permission, "erp", Critical, "Administer Ledger One", "Changes settings, workflows and approval limits"),
        new("crm:access", Permission, "crm", Low, "Sign in", "Sees customers and contacts of one's own region"),
        new("crm:accounts-edit", Permission, "crm", Low, "Edit customers", "Changes customers, contacts and opportunities"),
        new("crm:pricing-edit", Permission, "crm", High, "Edit price lists", "Changes list prices and conditions"),
        new("crm:discount-approve", Permission, "crm", High, "Approve discounts", "Approves discounts above 15 percent"),
        new("crm:export", Permission, "crm", High, "Export customers", "Downloads all customers and contacts"),
        new("crm:admin", Permission, "crm", Critical, "Administer Clientele", "Changes settings, territories and integrations"),
        new("code:access", Permission, "code", Low, "Sign in", "Reads the source code of all products"),
        new("code:firmware-write", Permission, "code", Medium, "Change firmware", "Pushes to the firmware repositories"),
        new("code:platform-write", Permission, "code", Medium, "Change the platform", "Pushes to the cloud platform repositories"),
        new("code:review", Permission, "code", Low, "Review changes", "Approves changes of colleagues"),
        new("code:deploy-staging", Permission, "code", Low, "Deploy to staging", "Releases to the test environment"),
        new("code:deploy-production", Permission, "code", Critical, "Deploy to production",
            "Releases to customers' instruments and the cloud"),
        new("code:secrets-read", Permission, "code", Critical, "Read production secrets", "Reads signing keys and database passwords"),
        new("code:admin", Permission, "code", Critical, "Administer Forge", "Changes repositories, branches and protection rules"),
        new("workplace:account", Permission, "workplace", Low, "Account and mail", "Mailbox, calendar and files"),
        new("workplace:vpn", Permission, "workplace", Medium, "Remote access", "Reaches the company network from outside"),
        new("workplace:badge-plant", Permission, "workplace", Medium, "Door: plant", "Opens the doors of the production halls"),
        new("workplace:badge-server-room", Permission, "workplace", High, "Door: server room", "Opens the door of the server room"),
        new("workplace:personnel-files", Permission, "workplace", High, "Personnel files", "Reads contracts and appraisals of everybody"),
        new("workplace:payroll-run", Permission, "workplace", Critical, "Run payroll", "Computes and releases salaries"),
        new("workplace:admin", Permission, "workplace", Critical, "Administer Workplace", "Resets passwords and changes all accounts"),
        new("licence:cad", Licence, "workplace", Low, "CAD seat", "One seat of the mechanical design software"),
        new("device:field-laptop", Device, "workplace", Medium, "Field laptop", "Hardened laptop for work at customers"),
        new("group:all-staff", Group, "workplace", Low, "All staff", "Everybody who works here"),
        Role("accounts-clerk", "erp", Low, "Enters and posts invoices"),
        Role("accounts-payable", "erp", Critical, "Pays suppliers"),
        Role("controller", "erp", Critical, "Closes the books and releases payments"),
        Role("sales-rep", "crm", Low, "Looks after customers of a region"),
        Role("sales-lead", "crm", High, "Leads a region: discounts and exports"),
        Role("engineer", "code", Medium, "Develops firmware and platform"),
        Role("release-engineer", "code", Critical, "Releases to production"),
        Role("operator", "workplace", Medium, "Plans and runs production"),
        Role("people-partner", "workplace", High, "Looks after employees"),
        Role("payroll", "workplace", Critical, "Pays employees"),
        Role("it-support", "workplace", Medium, "Helps with accounts and devices"),
        Role("it-administrator", "workplace", Critical, "Runs the company's systems"),
    ];

    /// <summary>Whoever has the first also has the others, from the beginning of the history on.</summary>
    public static readonly IReadOnlyList<(string From, string[] To)> Confers =
    [
        ("group:all-staff", ["workplace:account"]),
        ("role:accounts-clerk", ["erp:access", "erp:invoices-enter", "erp:ledger-post"]),
        ("role:accounts-payable", ["role:accounts-clerk", "erp:payments-prepare", "erp:payments-approve"]),
        ("role:controller", ["role:accounts-clerk", "erp:invoices-approve", "erp:payments-approve", "erp:ledger-close", "erp:reports"]),
        ("role:sales-rep", ["crm:access", "crm:accounts-edit", "workplace:vpn"]),
        ("role:sales-lead", ["role:sales-rep", "crm:discount-approve", "crm:export"]),
        ("role:engineer", ["code:access", "code:firmware-write", "code:review", "code:deploy-staging", "workplace:vpn"]),
        ("role:release-engineer", ["role:engineer", "code:platform-write", "code:deploy-production"]),
        ("role:operator", ["workplace:badge-plant", "erp:access"]),
        ("role:people-partner", ["workplace:personnel-files"]),
        ("role:payroll", ["workplace:payroll-run", "erp:access"]),
        ("role:it-support", ["workplace:vpn", "workplace:badge-server-room"]),
        ("role:it-administrator", ["role:it-support", "workplace:admin"]),
    ];

    /// <summary>What people are given directly, beside their role, in one department or another.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Extras = new Dictionary<string, string[]>
    {
        ["Finance"] = ["erp:suppliers-maintain", "erp:reports", "workplace:vpn"],
        ["Sales"] = ["crm:pricing-edit", "crm:export", "device:field-laptop"],
        ["Engineering"] = ["code:secrets-read", "licence:cad", "code:platform-write"],
        ["Operations"] = ["device:field-laptop", "licence:cad", "workplace:vpn"],
        ["People"] = ["erp:reports", "workplace:vpn"],
        ["IT"] = ["erp:admin", "crm:admin", "code:admin"],
    };

    private static SampleEntitlement Role(string name, string application, Api.V1.Risk risk, string description) =>
        new($"role:{name}", Api.V1.EntitlementKind.Role, application, risk, $"Role: {name.Replace('-', ' ')}", description);
}
