package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.xml.Decimal;

/**
 * Where the newest fragments of sparse streams are, told in a header field of other fragments: a
 * client cannot know when a sparse stream has something next.
 *
 * <pre>
 * Content-Type: video/mp4;ChildTrack="captions=1200000000,ads=900000000"
 * </pre>
 *
 * @param pointers in the order of the field
 * @see "[MS-SSTR] 2.2.5 SparseStreamPointer; 3.1.5.2 and 3.2.5"
 */
public record SparsePointers(List<Pointer> pointers) {
  /** A field of more pointers is refused: a presentation has at most so many streams. */
  static final int POINTER_COUNT_MAX = 256;

  private static final Pattern FIELD =
      Pattern.compile("(?i)(?:^|;)\\s*ChildTrack\\s*=\\s*\"([^\"]*)\"");

  public SparsePointers {
    pointers = List.copyOf(pointers);
  }

  /**
   * One stream's place.
   *
   * @param streamName of the sparse stream
   * @param startTicks of one of its fragments, in its own timescale; not negative
   */
  public record Pointer(String streamName, long startTicks) {}

  /**
   * Reads a header field; empty when it tells of no sparse stream.
   *
   * @param field such as the value of {@code Content-Type}
   * @throws MalformedMediaException if what it tells is not of the grammar
   */
  public static SparsePointers read(String field) throws MalformedMediaException {
    Matcher found = FIELD.matcher(field);
    List<Pointer> pointers = new ArrayList<>();
    if (!found.find()) {
      return new SparsePointers(pointers);
    }
    for (String set : found.group(1).split(";", -1)) {
      for (String pointer : set.split(",", -1)) {
        if (pointers.size() == POINTER_COUNT_MAX) {
          throw new MalformedMediaException(
              "ChildTrack: more than " + POINTER_COUNT_MAX + " pointers");
        }
        pointers.add(readPointer(pointer.strip()));
      }
    }
    return new SparsePointers(pointers);
  }

  private static Pointer readPointer(String text) throws MalformedMediaException {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new MalformedMediaException(
          "ChildTrack: \""
              + UrlText.shown(text)
              + "\", expected a name and a time ([MS-SSTR] 2.2.5)");
    }
    long startTicks = Decimal.read(text.substring(equals + 1), Long.MAX_VALUE, "ChildTrack");
    return new Pointer(UrlText.decode(text.substring(0, equals)), startTicks);
  }

  /** The parameter to append behind a {@code ;}: {@code ChildTrack="…"}. */
  public String write() {
    StringJoiner set = new StringJoiner(",", "ChildTrack=\"", "\"");
    for (Pointer pointer : pointers) {
      set.add(UrlText.encodeName(pointer.streamName()) + "=" + pointer.startTicks());
    }
    return set.toString();
  }
}
