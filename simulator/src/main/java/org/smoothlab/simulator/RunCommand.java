package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smoothlab.simulator.content.ClipTrack;
import org.smoothlab.simulator.content.Extras;
import org.smoothlab.simulator.content.Ladder;
import org.smoothlab.simulator.report.HtmlReport;
import org.smoothlab.simulator.report.JsonReport;
import org.smoothlab.simulator.report.TableReport;
import org.smoothlab.simulator.scenario.Campaign;
import org.smoothlab.simulator.scenario.Contents;
import org.smoothlab.simulator.scenario.Scenario;
import org.smoothlab.simulator.scenario.ScenarioException;
import org.smoothlab.simulator.scenario.SocketWorld;
import org.smoothlab.simulator.scenario.VirtualWorld;
import org.smoothlab.simulator.scenario.World;
import org.smoothlab.simulator.trace.CampaignResult;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceHash;
import org.smoothlab.simulator.trace.Verdict;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A scenario, in one world or the other. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run a scenario file and judge it: topology, load, faults and expectations.",
      "In virtual time a minute takes a moment and the same seed gives the same trace, byte for byte;"
          + " on sockets the same file runs against the shipped origin."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab run scenarios/first-light.yaml",
      "  smoothlab run scenarios/twin-encoders-kill.yaml --seed 4711 --trace trace.jsonl",
      "  smoothlab run scenarios/twin-encoders-kill.yaml --html report.html",
      "  smoothlab run scenarios/first-light.yaml --real",
      "  smoothlab run scenarios/twin-encoders-kill.yaml --seeds 1000 --shrink"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "the scenario, YAML")
  private Path file = Path.of("");

  @ArgGroup(exclusive = true)
  private Place place = new Place();

  /** Where it happens. */
  static final class Place {
    @Option(names = "--virtual", description = "in virtual time (the default)")
    private boolean virtual;

    @Option(names = "--real", description = "on sockets, in real time")
    private boolean real;
  }

  @Option(
      names = "--hurry",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description =
          "with --real: encoders, viewers, links and relays live so much faster, 1..1000"
              + " (default: ${DEFAULT-VALUE})")
  private int hurry;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "seed of all that is random; without it, the file's own")
  private Optional<Long> seed = Optional.empty();

  @ArgGroup(exclusive = false, validate = false, heading = "%nMany runs:%n")
  private CampaignOptions many = new CampaignOptions();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "write all that happened, JSON lines")
  private Optional<Path> traceFile = Optional.empty();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write a page with a picture of the run")
  private Optional<Path> htmlFile = Optional.empty();

  @Option(names = "--json", description = "the verdict as JSON on standard output")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    if (hurry < 1 || hurry > 1000) {
      throw new UsageException("--hurry out of 1..1000: " + hurry);
    }
    Scenario scenario = scenario();
    try (CleanStop _ = new CleanStop(spec.commandLine().getErr())) {
      return many.isCampaign() ? runMany(scenario) : runOnce(scenario);
    }
  }

  private int runOnce(Scenario scenario) throws IOException, InterruptedException, UsageException {
    Trace trace = new Trace();
    long chosen = seed.orElse(scenario.title().seed());
    TraceHash hash = new TraceHash();
    if (many.hashed()) {
      trace.observe(hash);
    }
    Verdict verdict = world(contents(scenario)).run(scenario, chosen, trace);
    if (traceFile.isPresent()) {
      try (Writer out = Files.newBufferedWriter(traceFile.get())) {
        trace.writeJsonLines(out);
      }
    }
    if (htmlFile.isPresent()) {
      try (Writer out = Files.newBufferedWriter(htmlFile.get())) {
        HtmlReport.write(verdict, trace, out);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonReport.write(verdict, out);
    } else {
      out.print(TableReport.verdict(verdict));
      if (many.hashed()) {
        out.println("trace: " + hash.value());
      }
      out.flush();
    }
    if (many.shrinks() && !verdict.passed()) {
      shrink(chosen);
    }
    return verdict.passed() ? ExitCodes.GOOD : ExitCodes.FAILED;
  }

  private int runMany(Scenario scenario) throws IOException, InterruptedException, UsageException {
    Campaign.Plan plan =
        new Campaign.Plan(
            scenario,
            many.fromSeed(),
            many.seedCount(),
            many.jobs(isReal() ? 1 : Runtime.getRuntime().availableProcessors()),
            many.hashed());
    PrintWriter out = spec.commandLine().getOut();
    CampaignResult result =
        new CampaignRun(many, out, spec.commandLine().getErr())
            .run(plan, world(contents(scenario)), json);
    if (many.shrinks() && !result.passed()) {
      shrink(result.firstFailed().getFirst().experiment().seed());
    }
    return result.passed() ? ExitCodes.GOOD : ExitCodes.FAILED;
  }

  private void shrink(long failingSeed) throws IOException, InterruptedException, UsageException {
    CampaignRun run =
        new CampaignRun(many, spec.commandLine().getOut(), spec.commandLine().getErr());
    run.shrink(file, failingSeed, smaller -> world(made(smaller)));
  }

  private Contents contents(Scenario scenario) throws IOException, UsageException {
    Contents made = made(scenario);
    try {
      scenario.requireTracks(made.tracksByExtras());
    } catch (ScenarioException wrong) {
      throw new UsageException(wrong);
    }
    return made;
  }

  private Contents made(Scenario scenario) throws IOException {
    Map<Extras, List<ClipTrack>> made = new HashMap<>();
    for (Extras extras : scenario.extras()) {
      made.put(
          extras,
          switch (many.content()) {
            case TINY -> ContentCache.tiny(extras);
            case FULL ->
                ContentCache.with(
                    ContentCache.load(Ladder.standard(), spec.commandLine().getErr()), extras);
          });
    }
    return new Contents(made);
  }

  private World world(Contents contents) {
    return isReal() ? new SocketWorld(contents, hurry) : new VirtualWorld(contents);
  }

  private boolean isReal() {
    return place.real && !place.virtual;
  }

  private Scenario scenario() throws IOException, UsageException {
    try {
      return Scenario.read(file);
    } catch (ScenarioException wrong) {
      throw new UsageException(wrong);
    }
  }
}
