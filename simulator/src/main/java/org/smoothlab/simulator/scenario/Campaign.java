package org.smoothlab.simulator.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.smoothlab.simulator.trace.CampaignResult;
import org.smoothlab.simulator.trace.Trace;
import org.smoothlab.simulator.trace.TraceHash;
import org.smoothlab.simulator.trace.Verdict;

/** The same scenario under many seeds, some side by side; what comes out does not depend on it. */
public final class Campaign {
  private final Plan plan;
  private final World world;
  private final Progress progress;
  private final AtomicInteger nextIndex = new AtomicInteger();
  private final AtomicInteger doneCount = new AtomicInteger();
  private final AtomicInteger failedCount = new AtomicInteger();

  /**
   * What is run.
   *
   * @param fromSeed the first
   * @param seedCount how many, at least 1
   * @param jobs how many at a time, at least 1
   * @param hashed whether traces are hashed, which costs as much again
   */
  public record Plan(Scenario scenario, long fromSeed, int seedCount, int jobs, boolean hashed) {
    public Plan {
      if (seedCount < 1 || jobs < 1 || fromSeed < 0) {
        throw new IllegalArgumentException(
            "no campaign: %d seeds from %d, %d jobs".formatted(seedCount, fromSeed, jobs));
      }
    }
  }

  /** Is told how far it is, from any thread. */
  public interface Progress {
    /** So many runs are over, and so many of them failed. */
    void done(int doneCount, int failedCount);
  }

  /** What a run leaves behind. */
  private record Outcome(
      int index, Optional<Verdict> failed, List<Verdict.Figure> figures, String hash) {}

  /** A campaign in this world, which must be one for many threads. */
  public Campaign(Plan plan, World world, Progress progress) {
    this.plan = plan;
    this.world = world;
    this.progress = progress;
  }

  /**
   * Runs all of it.
   *
   * @throws IOException as {@link World#run}
   * @throws InterruptedException if the thread is interrupted
   */
  public CampaignResult run() throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    List<Callable<List<Outcome>>> lanes = new ArrayList<>();
    for (int job = 0; job < plan.jobs; job++) {
      lanes.add(this::runLane);
    }
    Outcome[] outcomes = new Outcome[plan.seedCount];
    try (ExecutorService threads = Executors.newFixedThreadPool(plan.jobs)) {
      for (Future<List<Outcome>> lane : threads.invokeAll(lanes)) {
        lane.get().forEach(outcome -> outcomes[outcome.index] = outcome);
      }
    } catch (ExecutionException broken) {
      if (broken.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("the campaign broke", broken.getCause());
    }
    return result(Arrays.asList(outcomes), System.nanoTime() - startNanos);
  }

  private List<Outcome> runLane() throws IOException, InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    for (int index = nextIndex.getAndIncrement();
        index < plan.seedCount;
        index = nextIndex.getAndIncrement()) {
      Outcome outcome = runOne(index);
      outcomes.add(outcome);
      int failed = outcome.failed.isPresent() ? failedCount.incrementAndGet() : failedCount.get();
      progress.done(doneCount.incrementAndGet(), failed);
    }
    return outcomes;
  }

  private Outcome runOne(int index) throws IOException, InterruptedException {
    Trace trace = new Trace(0);
    TraceHash hash = new TraceHash();
    if (plan.hashed) {
      trace.observe(hash);
    }
    Verdict verdict = run(world, plan.scenario, plan.fromSeed + index, trace);
    return new Outcome(
        index,
        verdict.passed() ? Optional.empty() : Optional.of(verdict),
        verdict.figures(),
        hash.value());
  }

  /** A run that breaks the program itself has failed, too. */
  static Verdict run(World world, Scenario scenario, long seed, Trace trace)
      throws IOException, InterruptedException {
    try {
      return world.run(scenario, seed, trace);
    } catch (RuntimeException | AssertionError broken) {
      StackTraceElement[] where = broken.getStackTrace();
      Verdict.Experiment experiment =
          Stage.experiment(scenario, seed, world instanceof VirtualWorld ? "virtual" : "sockets");
      String what = "broke: " + broken + (where.length == 0 ? "" : " at " + where[0]);
      return new Verdict(experiment, List.of(), List.of(what));
    }
  }

  private CampaignResult result(List<Outcome> outcomes, long wallNanos) {
    TraceHash all = new TraceHash();
    Map<String, List<Long>> nanosByKind = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      all.add(outcome.hash);
      for (Verdict.Figure figure : outcome.figures) {
        nanosByKind.computeIfAbsent(figure.kind(), _ -> new ArrayList<>()).add(figure.nanos());
      }
    }
    List<Verdict> failed = outcomes.stream().flatMap(outcome -> outcome.failed.stream()).toList();
    CampaignResult.Subject subject =
        new CampaignResult.Subject(
            plan.scenario.title().name(),
            world instanceof VirtualWorld ? "virtual" : "sockets",
            plan.fromSeed,
            plan.seedCount,
            wallNanos);
    return new CampaignResult(
        subject,
        failed.size(),
        failed.stream().limit(CampaignResult.FAILED_KEPT_MAX).toList(),
        spreads(new LinkedHashMap<>(nanosByKind)),
        plan.hashed ? Optional.of(all.value()) : Optional.empty());
  }

  private static List<CampaignResult.Spread> spreads(Map<String, List<Long>> nanosByKind) {
    List<CampaignResult.Spread> spreads = new ArrayList<>();
    nanosByKind.forEach((kind, nanos) -> {
      List<Long> sorted = nanos.stream().sorted().toList();
      spreads.add(
          new CampaignResult.Spread(
              kind, sorted.size(), rank(sorted, 50), rank(sorted, 99), sorted.getLast()));
    });
    return spreads;
  }

  /** Nearest rank: the smallest value that so many percent do not exceed. */
  private static long rank(List<Long> sorted, int percent) {
    return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
  }
}
