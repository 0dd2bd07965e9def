package org.smoothlab.server.origin;

import java.util.List;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;

/**
 * A fragment as viewers get it. Its bytes were made once, at publication, and are shared by all
 * answers.
 *
 * @param track whose it is
 * @param fragment as the encoder sent it
 * @param head the {@code moof} with its look-ahead, and the header of the {@code mdat}
 * @param entityTag strong, quoted: run, bitrate and time
 */
public record PublishedFragment(TrackInfo track, Fragment fragment, Slice head, String entityTag)
    implements Lookup {
  private static final int MDAT_HEADER_BYTES = 8;

  /** As the encoder's own {@code tfxd} has it. */
  public FragmentTime time() {
    return fragment.time();
  }

  /** {@code moof} and {@code mdat}. */
  public List<Slice> whole() {
    return List.of(head, fragment.payload());
  }

  /** The {@code moof} alone. */
  public List<Slice> info() {
    return List.of(head.slice(0, head.size() - MDAT_HEADER_BYTES));
  }

  /** The sample bytes alone. */
  public List<Slice> raw() {
    return List.of(fragment.payload());
  }

  Slice payload() {
    return fragment.payload();
  }

  /** How much memory it takes, about. */
  long memoryBytes() {
    return memoryBytes(fragment) + head.size();
  }

  /** How much memory a fragment takes before it is published, about. */
  static long memoryBytes(Fragment fragment) {
    return fragment.moof().size() + fragment.payload().size() + 512;
  }
}
