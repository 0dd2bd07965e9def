package org.smoothlab.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smoothlab.server.access.Passwords;

/**
 * Users and their password hashes, as {@code htpasswd -B} writes them: {@code name:$2y$…}, one a
 * line; empty lines and lines that begin with {@code #} are skipped.
 */
final class UsersFile {
  /** More are refused. */
  static final int USERS_MAX = 100_000;

  private static final int NAME_CHARS_MAX = 255;

  private UsersFile() {}

  /**
   * @param file name for messages
   * @throws WrongFileException if a line is not right; the message never quotes a hash
   */
  static Map<String, String> read(String file, List<String> lines) throws WrongFileException {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        put(line, hashes, new YamlNode.Place(file, at + 1L, ""));
      }
    }
    return hashes;
  }

  private static void put(String line, Map<String, String> hashes, YamlNode.Place place)
      throws WrongFileException {
    int colon = line.indexOf(':');
    if (colon < 1 || colon > NAME_CHARS_MAX) {
      throw place.wrong("expected name:hash, the name of 1.." + NAME_CHARS_MAX + " characters");
    }
    String name = line.substring(0, colon);
    if (!Passwords.isHash(line.substring(colon + 1))) {
      throw place.wrong(
          name
              + " has no bcrypt hash of cost "
              + Passwords.COST_MIN
              + ".."
              + Passwords.COST_MAX
              + ": make one with smoothlab access hash, or htpasswd -B");
    }
    if (hashes.put(name, line.substring(colon + 1)) != null) {
      throw place.wrong(name + " comes twice");
    }
    if (hashes.size() > USERS_MAX) {
      throw place.wrong("more than " + USERS_MAX + " users");
    }
  }
}
