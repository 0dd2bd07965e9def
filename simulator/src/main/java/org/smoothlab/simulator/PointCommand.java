package org.smoothlab.simulator;

import picocli.CommandLine.Command;

/** What IIS Manager does to publishing points, from the command line. */
@Command(
    name = "point",
    mixinStandardHelpOptions = true,
    description = {
      "Create, inspect and command publishing points over the management API of an origin.",
      "A point is named by its path (with --url for the origin) or by its whole URL."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PointCreate.class,
      PointList.class,
      PointShow.class,
      PointState.Start.class,
      PointState.Stop.class,
      PointState.Shutdown.class,
      PointDelete.class,
      PointSettingsCommand.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the origin refused",
      "2:wrong usage or wrong settings",
      "3:the origin is not reachable"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  smoothlab point create /live/quay.isml --title 'Quay camera' --auto-start --restart",
      "  smoothlab point list --url https://origin.example --user anna",
      "  smoothlab point start /live/quay.isml",
      "  smoothlab point settings /live/quay.isml --set clientConnections.windowLength=10m",
      "  smoothlab point shutdown http://127.0.0.1:8080/live/quay.isml"
    })
final class PointCommand {}
