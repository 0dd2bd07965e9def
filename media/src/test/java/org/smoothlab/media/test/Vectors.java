package org.smoothlab.media.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Files of other encoders, and ways to cut and break them. */
public final class Vectors {
  public static final String FFMPEG_ISMV = "ffmpeg-ismv.ismv";
  public static final String FFMPEG_CMAF = "ffmpeg-cmaf.mp4";
  public static final String FFMPEG_FRAG = "ffmpeg-frag.mp4";
  public static final String GSTREAMER = "gstreamer-ismlmux.ismv";

  private Vectors() {}

  public static Stream<String> names() {
    return Stream.of(FFMPEG_ISMV, FFMPEG_CMAF, FFMPEG_FRAG, GSTREAMER);
  }

  /** Seeds of generated tests; {@code -Dtest.seed=N} replays one. */
  public static LongStream seeds() {
    String one = System.getProperty("test.seed", "");
    return one.isEmpty() ? LongStream.range(0, 20) : LongStream.of(Long.parseLong(one));
  }

  public static Slice load(String name) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no vector " + name);
      }
      return Slice.copyOf(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<TopLevelBox> boxes(String name) throws MediaException {
    return new BoxSplitter(BoxLimits.LIVE).feed(load(name));
  }

  /** The moof and mdat boxes of a vector, in pairs. */
  public static List<FragmentBoxes> fragments(String name) throws MediaException {
    List<TopLevelBox> boxes = boxes(name);
    List<FragmentBoxes> fragments = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      if (boxes.get(i).type().toString().equals("moof")) {
        fragments.add(new FragmentBoxes(boxes.get(i).bytes(), boxes.get(i + 1).bytes()));
      }
    }
    return fragments;
  }

  /** The same bytes in pieces of 1 to 2000. */
  public static List<Slice> cut(Slice bytes, SplittableRandom random) {
    List<Slice> pieces = new ArrayList<>();
    long at = 0;
    while (at < bytes.size()) {
      long size = Math.min(bytes.size() - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 2000));
      pieces.add(bytes.slice(at, size));
      at += size;
    }
    return pieces;
  }

  /** The same bytes with one to eight bits flipped, at any place. */
  public static Slice flip(Slice bytes, SplittableRandom random) {
    byte[] flipped = bytes.toByteArray();
    int flips = 1 + random.nextInt(8);
    for (int i = 0; i < flips; i++) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return Slice.copyOf(flipped);
  }

  public record FragmentBoxes(Slice moof, Slice mdat) {}
}
