package org.smoothlab.server.protocol;

import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.SmoothUrl;
import org.smoothlab.media.transmux.SegmentCipher;
import org.smoothlab.server.origin.OutputModule;
import org.smoothlab.server.origin.PointView;

/**
 * How the segments of a point are encrypted for HLS: each as a whole with the key of its settings,
 * from the vector that is its media sequence number, so that two origins of equal settings make
 * equal bytes. Initialization segments stay clear. Immutable.
 *
 * @see "RFC 8216, 4.3.2.4 and 5"
 */
final class HlsEncryption {
  private static final Header KEY_TYPE = new Header("Content-Type", "application/octet-stream");

  private final SegmentCipher cipher;

  private HlsEncryption(OutputModule.Encryption settings) {
    this.cipher = new SegmentCipher(Slice.ofHex(settings.keyHex()));
  }

  /** Empty where segments are to be clear. */
  static Optional<HlsEncryption> of(PointView view) {
    return settings(view).map(HlsEncryption::new);
  }

  private static Optional<OutputModule.Encryption> settings(PointView view) {
    return view.settings()
        .hls()
        .map(OutputModule.Hls::encryption)
        .filter(OutputModule.Encryption::enabled);
  }

  /** Where playlists of tracks say that the key is; empty where segments are clear. */
  static String keyUri(PointView view) {
    String ofPoint = "../" + SmoothUrl.ContentKey.WORD;
    return settings(view).map(set -> set.keyUrl().isEmpty() ? ofPoint : set.keyUrl()).orElse("");
  }

  /** The key as a file. It is served over plain HTTP, too: who may watch may have it. */
  static Reply key(PointView view) {
    return settings(view)
        .filter(set -> set.keyUrl().isEmpty())
        .map(set ->
            new Reply(
                200,
                List.of(KEY_TYPE, CacheRule.NO_STORE, Replies.ANY_ORIGIN, Replies.EXPOSED),
                List.of(Slice.ofHex(set.keyHex())),
                false))
        .orElseGet(() -> Replies.error(404, "no key is delivered here"));
  }

  /**
   * A segment, encrypted.
   *
   * @param parts of it, behind one another
   * @param number its media sequence number
   */
  Slice encrypt(List<Slice> parts, long number) {
    return cipher.encrypt(parts, SegmentCipher.initializationVector(number));
  }

  /** Tells what was encrypted with one key from what was with another. */
  String tag() {
    return "-aes" + cipher.checkValue().toHex();
  }
}
