package org.smoothlab.simulator;

import java.util.Locale;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Lets the options of the old Push Encoder be written as it had them: {@code /name} and {@code
 * /name:value}, in any case. They become those of this command.
 */
final class SlashOptions implements IParameterPreprocessor {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("create", "--create"),
          Map.entry("loop", "--loop"),
          Map.entry("livearchive", "--live-archive"),
          Map.entry("realtime", "--realtime"),
          Map.entry("id", "--id"),
          Map.entry("noeos", "--no-eos"),
          Map.entry("nosparseeos", "--no-sparse-eos"),
          Map.entry("noheader", "--no-header"),
          Map.entry("streammanifest", "--stream-manifest"),
          Map.entry("headers", "--headers"),
          Map.entry("rate", "--rate"),
          Map.entry("skip", "--skip"));

  @Override
  @SuppressWarnings("JdkObsolete") // The signature is picocli's.
  public boolean preprocess(
      Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    args.replaceAll(SlashOptions::translated);
    return false;
  }

  static String translated(String argument) {
    // Its value is optional, and what comes behind it is not one.
    if (argument.equals("--realtime")) {
      return "--realtime=now";
    }
    if (!argument.startsWith("/")) {
      return argument;
    }
    int colon = argument.indexOf(':');
    String name = argument.substring(1, colon < 0 ? argument.length() : colon);
    String known = NAMES.get(name.toLowerCase(Locale.ROOT));
    if (known == null) {
      return argument; // A path.
    }
    return colon < 0 ? translated(known) : known + "=" + argument.substring(colon + 1);
  }
}
