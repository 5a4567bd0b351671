namespace Teahouse.Tests.Kit;

/// <summary>The collection of tests that measure time or count what the whole process uses: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
