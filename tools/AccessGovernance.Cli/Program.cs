using AccessGovernance.Cli;

return await Agctl.RunAsync(args, Surroundings.OfThisProcess());
