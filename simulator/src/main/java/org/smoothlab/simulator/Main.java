package org.smoothlab.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import org.smoothlab.server.archive.DiskFaults;
import org.smoothlab.simulator.content.UnreadableSourceException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The command line of Smoothlab. */
@Command(
    name = "smoothlab",
    mixinStandardHelpOptions = true,
    version = "smoothlab 0.1.0",
    description = "A laboratory for live adaptive streaming.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      OriginCommand.class,
      EncodeCommand.class,
      WatchCommand.class,
      RunCommand.class,
      ProxyCommand.class,
      InspectCommand.class,
      ArchiveCommand.class,
      PointCommand.class,
      ContentCommand.class,
      AccessCommand.class,
      LauncherCommands.Bench.class,
      LauncherCommands.Load.class,
      LauncherCommands.Verify.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:good",
      "1:it ran, and checks failed",
      "2:wrong usage or a wrong input file",
      "3:the target is not reachable"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab demo                                    an event in your browser, now",
      "  smoothlab origin --create-on-push                 an origin that takes any encoder",
      "  smoothlab encode http://127.0.0.1:8080/live/a.isml",
      "  smoothlab watch http://127.0.0.1:8080/live/a.isml --viewers 50 --for 1m",
      "  smoothlab point list                              the publishing points of an origin",
      "  smoothlab COMMAND --help                          options, defaults and examples"
    })
public final class Main {
  /** Runs one command and leaves with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line with everything set that the commands rely on. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(new PlainErrors())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  /** Errors that a user can act on are one line; a defect of ours keeps its stack trace. */
  private static final class PlainErrors implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception failure, CommandLine commandLine, ParseResult parseResult) throws Exception {
      PrintWriter err = commandLine.getErr();
      return switch (failure) {
        case ConnectException away -> {
          err.println("smoothlab: not reachable: " + away.getMessage());
          yield ExitCodes.UNREACHABLE;
        }
        case NoSuchFileException missing -> {
          err.println("smoothlab: " + DiskFaults.describe(missing));
          yield ExitCodes.USAGE;
        }
        case UnreadableSourceException source -> {
          err.println("smoothlab: " + source.getMessage());
          yield ExitCodes.USAGE;
        }
        case IOException io -> {
          err.println("smoothlab: " + DiskFaults.describe(io));
          yield ExitCodes.FAILED;
        }
        case UsageException usage -> {
          err.println("smoothlab: " + usage.getMessage());
          yield ExitCodes.USAGE;
        }
        case InterruptedException _ -> {
          err.println("smoothlab: stopped");
          yield ExitCodes.FAILED;
        }
        default -> throw failure;
      };
    }
  }
}
