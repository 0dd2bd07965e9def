package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.smoothlab.server.archive.ArchiveExport;
import org.smoothlab.server.archive.ArchiveLayout;
import org.smoothlab.server.archive.ArchivedRun;
import org.smoothlab.server.archive.ArchivedTrack;
import org.smoothlab.server.archive.NioDisk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What an origin has recorded. */
@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at what an origin has recorded, check it, and take events out of it.",
    subcommands = {
      ArchiveCommand.Listing.class,
      ArchiveCommand.Verify.class,
      ArchiveCommand.Export.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab archive list archives",
      "  smoothlab archive verify archives",
      "  smoothlab archive export archives live/event-isml/2026-01-01-12-00-00-000 --to 1m a.mp4"
    })
final class ArchiveCommand {
  private static final long NANOS_PER_TICK = 100;

  /** Which archive a command is about. */
  static final class ArchiveFolder {
    @Parameters(index = "0", paramLabel = "ARCHIVE", description = "its folder")
    private Path folder = Path.of("");

    ArchiveLayout open() throws IOException {
      if (!Files.isDirectory(folder)) {
        throw new NoSuchFileException(folder.toString());
      }
      return new ArchiveLayout(NioDisk.open(folder));
    }
  }

  /** All runs. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the runs of an archive, oldest first by point.")
  static final class Listing implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ArchiveFolder archive = new ArchiveFolder();

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      ArchiveLayout layout = archive.open();
      for (Path folder : layout.runFolders()) {
        Optional<ArchivedRun> run = layout.open(folder);
        run.ifPresent(found -> tell(found, out));
      }
      out.flush();
      return ExitCodes.GOOD;
    }

    private static void tell(ArchivedRun run, PrintWriter out) {
      out.printf(
          "%s  %s  run %d%s  %s%n",
          run.folder(),
          run.point(),
          run.number(),
          run.eventId().isEmpty() ? "" : " of event " + run.eventId(),
          run.start());
      for (ArchivedTrack track : run.tracks()) {
        out.printf(
            "    %s %d bit/s: %d fragments%n",
            track.info().stream().name(), track.info().level().bitrateBps(), track.fragmentCount());
      }
    }
  }

  /** Whether all is there. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Read every fragment of every run and compare it with its checksum. Changes nothing.",
        "Ends with 1 if something is damaged."
      })
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ArchiveFolder archive = new ArchiveFolder();

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      ArchiveLayout layout = archive.open();
      int damagedCount = 0;
      long fragmentCount = 0;
      for (Path folder : layout.runFolders()) {
        for (ArchivedTrack track : layout.open(folder).map(ArchivedRun::tracks).orElse(List.of())) {
          List<String> damages = track.verify();
          damages.forEach(out::println);
          damagedCount += damages.size();
          fragmentCount += track.fragmentCount();
        }
      }
      out.println(fragmentCount + " fragments, " + damagedCount + " damaged");
      out.flush();
      return damagedCount == 0 ? ExitCodes.GOOD : ExitCodes.FAILED;
    }
  }

  /** A run as a file. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Write a run, or a part of it, as one MP4 file that any program opens.")
  static final class Export implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ArchiveFolder archive = new ArchiveFolder();

    @Parameters(index = "1", paramLabel = "RUN", description = "as the list has it")
    private Path run = Path.of("");

    @Parameters(index = "2", paramLabel = "FILE", description = "to be written")
    private Path file = Path.of("");

    @Option(
        names = "--from",
        paramLabel = "DURATION",
        defaultValue = "0s",
        converter = Units.DurationConverter.class,
        description = "from here on, counted from the beginning of the run")
    private Duration from = Duration.ZERO;

    @Option(
        names = "--to",
        paramLabel = "DURATION",
        converter = Units.DurationConverter.class,
        description = "to here, counted from the beginning of the run; without it, to its end")
    private Optional<Duration> to = Optional.empty();

    @Option(
        names = "--bitrate",
        paramLabel = "BPS",
        description = "the highest bitrate of the picture, bits per second; without it, the best")
    private Optional<Long> bitrateBps = Optional.empty();

    @Override
    public Integer call() throws IOException, UsageException {
      ArchivedRun found =
          archive
              .open()
              .open(run)
              .orElseThrow(() -> new NoSuchFileException(archive.folder.resolve(run).toString()));
      ArchiveExport export = ArchiveExport.of(found, selection());
      export.write(file);
      PrintWriter out = spec.commandLine().getOut();
      out.println(file + ": " + export.sampleCount() + " samples");
      out.flush();
      return ExitCodes.GOOD;
    }

    private ArchiveExport.Selection selection() throws UsageException {
      if (to.isPresent() && to.get().compareTo(from) <= 0) {
        throw new UsageException("--to must be later than --from: there is nothing between them");
      }
      try {
        return new ArchiveExport.Selection(
            from.toNanos() / NANOS_PER_TICK,
            to.map(end -> end.toNanos() / NANOS_PER_TICK).orElse(Long.MAX_VALUE),
            bitrateBps.orElse(Long.MAX_VALUE));
      } catch (IllegalArgumentException e) {
        throw new UsageException(e);
      }
    }
  }
}
