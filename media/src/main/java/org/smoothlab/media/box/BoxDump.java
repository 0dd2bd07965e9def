package org.smoothlab.media.box;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * Boxes for people: a line per box with offset, size, type and fields, a line per entry of its
 * tables, indented as they lie in one another. What is broken is said where it is, and reading goes
 * on behind it.
 *
 * <p>The fields are the components of the box's record, so that no box can be forgotten here.
 */
public final class BoxDump {
  private static final int ENTRY_COUNT_MAX = 8;
  private static final int TEXT_CHARACTERS_MAX = 4000;

  private BoxDump() {}

  /**
   * The dump, each line with its end.
   *
   * @param bytes boxes, from the first byte to the last
   * @param lineCountMax after so many lines the dump ends, and says so; at least 1
   */
  public static String of(Slice bytes, int lineCountMax) {
    Nodes nodes = new Nodes();
    try {
      BoxReader.watched(bytes, "file", nodes).children();
    } catch (MalformedMediaException e) {
      throw new AssertionError("the watcher goes on", e);
    }
    StringBuilder text = new StringBuilder();
    int lineCount = 0;
    for (Node node : nodes.inOrder) {
      for (String line : linesOf(node)) {
        if (lineCount++ == lineCountMax) {
          return text.append("… more than %d lines\n".formatted(lineCountMax)).toString();
        }
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> linesOf(Node node) {
    String indent = "  ".repeat(node.depth);
    List<String> lines = new ArrayList<>();
    StringBuilder first = new StringBuilder();
    if (node.type.isPresent()) {
      first.append(
          "%10d %s%s size=%d".formatted(node.offset, indent, node.type.get(), node.sizeBytes));
      node.box.ifPresent(box -> describe(box, first, lines, indent));
      lines.addFirst(first.toString());
    }
    node.errors.forEach(error -> lines.add(" ".repeat(11) + indent + "  !! " + error));
    return lines;
  }

  private static void describe(Box box, StringBuilder first, List<String> lines, String indent) {
    if (box instanceof VerbatimBox) {
      first.append(" verbatim");
    }
    Box meaning = MoofEdit.meaning(box);
    for (RecordComponent component : meaning.getClass().getRecordComponents()) {
      Object value = valueOf(component, (Record) meaning);
      if (value instanceof List<?> entries) {
        first.append(' ').append(component.getName()).append('=').append(entries.size());
        lines.addAll(entryLines(entries, indent));
      } else if (!(value instanceof BoxList || value instanceof BoxType)) {
        first.append(' ').append(component.getName()).append('=');
        first.append(shown(component.getName(), value));
      }
    }
  }

  private static List<String> entryLines(List<?> entries, String indent) {
    List<String> lines = new ArrayList<>();
    String margin = " ".repeat(11) + indent + "  ";
    for (int i = 0; i < Math.min(entries.size(), ENTRY_COUNT_MAX); i++) {
      lines.add(margin + "[" + i + "] " + shownEntry(entries.get(i)));
    }
    if (entries.size() > ENTRY_COUNT_MAX) {
      lines.add(margin + "… " + (entries.size() - ENTRY_COUNT_MAX) + " more");
    }
    return lines;
  }

  private static String shownEntry(Object entry) {
    if (!(entry instanceof Record row)) {
      return shown("", entry);
    }
    StringJoiner fields = new StringJoiner(" ");
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      fields.add(component.getName() + "=" + shown(component.getName(), valueOf(component, row)));
    }
    return fields.toString();
  }

  private static String shown(String name, Object value) {
    return switch (value) {
      case Long number when isFlags(name) -> "0x%08x".formatted(number);
      case Integer number when isFlags(name) -> "0x%06x".formatted(number);
      case Slice bytes -> shownBytes(bytes);
      case String text -> quoted(text);
      default -> value.toString();
    };
  }

  private static boolean isFlags(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith("flags");
  }

  private static String shownBytes(Slice bytes) {
    boolean longEnough = bytes.size() > 16 && bytes.size() <= TEXT_CHARACTERS_MAX;
    String text = longEnough ? bytes.text(StandardCharsets.UTF_8).strip() : "";
    boolean readable =
        !text.isEmpty()
            && text.chars().allMatch(c -> c != 0xFFFD && (c >= ' ' || Character.isWhitespace(c)));
    return readable ? quoted(text) : "(" + bytes + ")";
  }

  /** On one line, and without anything that a terminal would obey. */
  private static String quoted(String text) {
    return "'" + text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?") + "'";
  }

  private static Object valueOf(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("records of this package can be read", e);
    }
  }

  /** One box, and what is wrong in it. */
  private static final class Node {
    final int depth;
    final Optional<BoxType> type;
    final long offset;
    final long sizeBytes;
    final List<String> errors = new ArrayList<>();
    Optional<Box> box = Optional.empty();

    Node(int depth, Optional<BoxHeader> header, long offset) {
      this.depth = depth;
      this.type = header.map(BoxHeader::type);
      this.offset = offset;
      this.sizeBytes = header.map(BoxHeader::sizeBytes).orElse(0L);
    }
  }

  /** All boxes in the order in which they begin; reading goes on behind an error. */
  private static final class Nodes implements BoxWatcher {
    final List<Node> inOrder = new ArrayList<>();
    private final Deque<Node> open = new ArrayDeque<>();

    @Override
    public void enter(BoxHeader header, long offset) {
      Node node = new Node(open.size(), Optional.of(header), offset);
      inOrder.add(node);
      open.push(node);
    }

    @Override
    public void leave(Box box) {
      open.pop().box = Optional.of(box);
    }

    @Override
    public void broken(MalformedMediaException error) {
      if (open.isEmpty()) {
        Node node = new Node(0, Optional.empty(), 0);
        inOrder.add(node);
        node.errors.add(String.valueOf(error.getMessage()));
      } else {
        open.element().errors.add(String.valueOf(error.getMessage()));
      }
    }
  }
}
