package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.smoothlab.simulator.report.CampaignReport;
import org.smoothlab.simulator.report.TableReport;
import org.smoothlab.simulator.scenario.Campaign;
import org.smoothlab.simulator.scenario.ScenarioException;
import org.smoothlab.simulator.scenario.Shrinker;
import org.smoothlab.simulator.scenario.World;
import org.smoothlab.simulator.trace.CampaignResult;

/** Runs a scenario many times, and makes smaller what fails. */
final class CampaignRun {
  private final CampaignOptions options;
  private final PrintWriter out;
  private final PrintWriter talk;

  /**
   * @param out for what is to be known at the end
   * @param talk for what is interesting meanwhile
   */
  CampaignRun(CampaignOptions options, PrintWriter out, PrintWriter talk) {
    this.options = options;
    this.out = out;
    this.talk = talk;
  }

  CampaignResult run(Campaign.Plan plan, World world, boolean json)
      throws IOException, InterruptedException {
    String name = plan.scenario().title().name();
    int step = Math.max(1, plan.seedCount() / 200);
    Campaign campaign =
        new Campaign(
            plan,
            world,
            (doneCount, failedCount) -> {
              if (doneCount % step == 0 || doneCount == plan.seedCount()) {
                progress(CampaignReport.progress(name, doneCount, plan.seedCount(), failedCount));
              }
            });
    CampaignResult result = campaign.run();
    talk.println();
    talk.flush();
    if (json) {
      CampaignReport.write(result, options.replayOptions(), out);
    } else {
      out.print(CampaignReport.text(result, options.replayOptions()));
      out.flush();
    }
    return result;
  }

  private synchronized void progress(String line) {
    talk.print("\r" + line);
    talk.flush();
  }

  /** Makes what fails with this seed smaller, and writes it beside where the command runs. */
  void shrink(Path file, long seed, Shrinker.Worlds worlds)
      throws IOException, InterruptedException, UsageException {
    talk.println("looking for a smaller scenario that fails like seed " + seed);
    talk.flush();
    Optional<Shrinker.Shrunk> found;
    try {
      found = new Shrinker(file.toString(), worlds).shrink(Files.readString(file), seed);
    } catch (ScenarioException wrong) {
      throw new UsageException(wrong);
    }
    if (found.isEmpty()) {
      out.println("seed " + seed + " does not fail: there is nothing to make smaller");
      out.flush();
      return;
    }
    Shrinker.Shrunk shrunk = found.get();
    Path smaller = Path.of(stem(file) + "-seed-" + seed + ".yaml");
    Files.writeString(smaller, shrunk.text());
    out.println("the smallest of " + shrunk.tryCount() + " tries, in " + smaller + ":");
    out.println(shrunk.text());
    out.print(TableReport.verdict(shrunk.verdict()));
    out.println(
        "replay the smaller one: smoothlab run "
            + smaller
            + " --seed "
            + shrunk.verdict().experiment().seed()
            + options.replayOptions());
    out.flush();
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") ? name.substring(0, name.length() - ".yaml".length()) : name;
  }
}
