package org.smoothlab.server.origin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The servers that a stream has come through. Publishing points write their relay ids there; what
 * others wrote, such as a CDN, is kept and harms nobody.
 *
 * @param hops the one nearest to the encoder first
 * @see "RFC 9110, 7.6.3 Via"
 */
public record Lineage(List<String> hops) {
  /** Comes from an encoder, or from somebody who does not tell. */
  public static final Lineage NONE = new Lineage(List.of());

  /** Longer ones are taken for a loop that somebody in between hides. */
  public static final int HOPS_MAX = 64;

  private static final String PROTOCOL = "1.1 ";
  private static final String PLAIN = "-._~";

  public Lineage {
    hops = List.copyOf(hops);
  }

  /**
   * Reads all {@code Via} fields of a message; an entry that is none is left out.
   *
   * @return at most one hop more than {@link #HOPS_MAX}, so that it is known to be too long
   */
  public static Lineage read(List<String> viaValues) {
    List<String> hops = new ArrayList<>();
    for (String value : viaValues) {
      for (String entry : withoutComments(value).split(",", -1)) {
        // [ protocol-name "/" ] protocol-version RWS received-by [ RWS comment ]
        String[] words = entry.strip().split("[ \t]+", -1);
        if (words.length == 2 && !words[0].isEmpty() && hops.size() <= HOPS_MAX) {
          hops.add(words[1]);
        }
      }
    }
    return hops.isEmpty() ? NONE : new Lineage(hops);
  }

  /** Comments nest, and may have commas in them. */
  private static String withoutComments(String value) {
    StringBuilder plain = new StringBuilder(value.length());
    int depth = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && depth > 0) {
        i++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (depth == 0) {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** The value of a {@code Via} field; empty when there is nothing to tell. */
  public String via() {
    StringBuilder value = new StringBuilder();
    for (String hop : hops) {
      value.append(value.isEmpty() ? "" : ", ").append(PROTOCOL).append(hop);
    }
    return value.toString();
  }

  public boolean contains(String relayId) {
    return hops.contains(relayId);
  }

  public boolean isTooLong() {
    return hops.size() > HOPS_MAX;
  }

  /** The same behind one more. */
  public Lineage plus(String relayId) {
    List<String> more = new ArrayList<>(hops);
    more.add(relayId);
    return new Lineage(more);
  }

  /** What any of these has come through, each hop once. */
  public static Lineage union(List<Lineage> lineages) {
    Set<String> hops = new LinkedHashSet<>();
    lineages.forEach(lineage -> hops.addAll(lineage.hops));
    return hops.isEmpty() ? NONE : new Lineage(List.copyOf(hops));
  }

  /** A token, as {@code Via} has pseudonyms: unreserved characters, all others as {@code %XX}. */
  static String token(String text) {
    StringBuilder token = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= '0' && b <= '9')
              || (b >= 'A' && b <= 'Z')
              || (b >= 'a' && b <= 'z')
              || PLAIN.indexOf(b) >= 0;
      token.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return token.toString();
  }
}
