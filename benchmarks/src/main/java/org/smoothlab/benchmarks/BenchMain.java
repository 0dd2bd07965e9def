package org.smoothlab.benchmarks;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks: {@code ./smoothlab bench}. What JMH's own command line takes is taken here
 * too ({@code bench Serve -f 3 -p fragmentBytes=1024}); what is not said is short: one fork, three
 * warm-up and five measured iterations of a second, with the allocation profiler.
 *
 * <p>At the end it prints each benchmark as a ratio to the baseline of its class, and fails when
 * serving allocates more than the stated bound.
 */
public final class BenchMain {
  private static final String QUICK = "--quick";
  private static final int GOOD = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private BenchMain() {}

  /** Runs what the arguments select and leaves with 0, 1 when a bound is broken, or 2. */
  public static void main(String[] arguments) throws Exception {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) throws Exception {
    List<String> forJmh = new ArrayList<>(Arrays.asList(arguments));
    boolean quick = forJmh.removeIf(QUICK::equals);
    CommandLineOptions given;
    try {
      given = new CommandLineOptions(forJmh.toArray(String[]::new));
    } catch (CommandLineOptionException e) {
      System.err.println("bench: " + e.getMessage());
      return USAGE;
    }
    if (given.shouldHelp()) {
      System.out.println(
          """
          bench [--quick] [JMH options]

            --quick   a glance: one short warm-up, two short iterations; no numbers to quote
          """);
      given.showHelp();
      return GOOD;
    }
    if (given.shouldList()) {
      new Runner(given).list();
      return GOOD;
    }
    return measure(options(given, quick ? Pace.QUICK : Pace.NORMAL));
  }

  private static int measure(Options options) throws RunnerException {
    Collection<RunResult> results = new Runner(options).run();
    Comparison comparison = new Comparison(results.stream().map(Measured::of).toList());
    System.out.println();
    comparison.lines().forEach(System.out::println);
    List<String> broken = comparison.brokenBounds();
    broken.forEach(System.out::println);
    System.out.println("details: " + options.getResult().orElse(""));
    return broken.isEmpty() ? GOOD : FAILED;
  }

  /** How long each benchmark runs unless the command line says otherwise. */
  private record Pace(int warmupCount, int iterationCount, TimeValue iteration) {
    static final Pace NORMAL = new Pace(3, 5, TimeValue.seconds(1));
    static final Pace QUICK = new Pace(1, 2, TimeValue.milliseconds(200));
  }

  /** The builder overrides the command line, so only what that leaves open is set. */
  private static Options options(CommandLineOptions given, Pace pace) {
    ChainedOptionsBuilder options = new OptionsBuilder().parent(given);
    if (!given.getForkCount().hasValue()) {
      options.forks(1);
    }
    if (!given.getWarmupIterations().hasValue()) {
      options.warmupIterations(pace.warmupCount);
    }
    if (!given.getWarmupTime().hasValue()) {
      options.warmupTime(pace.iteration);
    }
    if (!given.getMeasurementIterations().hasValue()) {
      options.measurementIterations(pace.iterationCount);
    }
    if (!given.getMeasurementTime().hasValue()) {
      options.measurementTime(pace.iteration);
    }
    if (given.getProfilers().isEmpty()) {
      options.addProfiler(GCProfiler.class);
    }
    if (!given.getResult().hasValue()) {
      options.resultFormat(ResultFormatType.JSON).result(defaultResult().getPath());
    }
    return options.shouldFailOnError(true).build();
  }

  /** Beside the archive that this runs from. */
  private static File defaultResult() {
    File archive = new File(System.getProperty("java.class.path"));
    File folder = archive.isFile() ? archive.getAbsoluteFile().getParentFile() : new File(".");
    return new File(folder, "benchmarks.json");
  }
}
