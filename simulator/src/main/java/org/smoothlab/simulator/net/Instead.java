package org.smoothlab.simulator.net;

/** What comes instead of the right answer. */
public sealed interface Instead {
  /** In words, behind "answered with". */
  String words();

  /** 200 and an HTML page: a captive portal, a login form. */
  record Page() implements Instead {
    @Override
    public String words() {
      return "an HTML page";
    }
  }

  /** 200 and an empty body. */
  record Empty() implements Instead {
    @Override
    public String words() {
      return "nothing";
    }
  }

  /** 200 and seeded bytes that mean nothing and have no end, at {@link #BYTES_PER_SECOND}. */
  record Endless() implements Instead {
    /** Enough to fill any buffer that is not bounded, and no more than a machine can carry. */
    public static final long BYTES_PER_SECOND = 1_000_000;

    @Override
    public String words() {
      return "bytes without end";
    }
  }

  /** 302 to the very same address. */
  record Circle() implements Instead {
    @Override
    public String words() {
      return "a redirect to the same address";
    }
  }

  /**
   * What the host answers to another path: the manifest of another event, say.
   *
   * @param path with a leading slash
   */
  record Path(String path) implements Instead {
    public Path {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("a path begins with /: " + path);
      }
    }

    @Override
    public String words() {
      return "what is at " + path;
    }
  }

  /** 200 and this text. */
  record Text(String mediaType, String text) implements Instead {
    @Override
    public String words() {
      return text.length() + " characters of " + mediaType;
    }
  }
}
