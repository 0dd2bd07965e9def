package org.smoothlab.load.lowlatency;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What lives on the heap of a JVM.
 *
 * @param bytesByClass of its objects, by the name of their class as the JVM writes it
 */
record HeapHistogram(Map<String, Long> bytesByClass) {
  // "   1:         12345        1234567  [B (java.base@25)"
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

  HeapHistogram {
    bytesByClass = Map.copyOf(bytesByClass);
  }

  /**
   * Of another JVM, by {@code jcmd}, which collects its garbage first.
   *
   * @throws IOException if the JDK's {@code jcmd} does not tell
   */
  static HeapHistogram of(long processId) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home", ""), "bin", "jcmd");
    Process process =
        new ProcessBuilder(List.of(jcmd.toString(), Long.toString(processId), "GC.class_histogram"))
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd: " + told.strip());
    }
    return read(told);
  }

  /** Reads what {@code jcmd} prints. */
  static HeapHistogram read(String told) {
    Map<String, Long> bytes = new HashMap<>();
    told.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum));
    if (bytes.isEmpty()) {
      throw new IllegalArgumentException("not a histogram of classes: " + told);
    }
    return new HeapHistogram(bytes);
  }

  long totalBytes() {
    return bytesByClass.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The classes that have grown most since {@code before}, each with its bytes for one of many. */
  List<String> mostGrown(HeapHistogram before, int oneOf, int lineCountMax) {
    return bytesByClass.keySet().stream()
        .map(name -> Map.entry(name, grown(before, name) / oneOf))
        .filter(entry -> entry.getValue() > 0)
        .sorted(Comparator.comparing(Map.Entry<String, Long>::getValue).reversed())
        .limit(lineCountMax)
        .flatMap(entry -> Stream.of("%6d B  %s".formatted(entry.getValue(), entry.getKey())))
        .toList();
  }

  private long grown(HeapHistogram before, String name) {
    return bytesByClass.getOrDefault(name, 0L) - before.bytesByClass.getOrDefault(name, 0L);
  }
}
