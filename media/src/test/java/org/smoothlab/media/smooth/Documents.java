package org.smoothlab.media.smooth;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.StreamIndex.EmbeddedText;
import org.smoothlab.media.smooth.StreamIndex.InlineSample;

/** Makes URLs and manifests from a seed, with odd names and large numbers. */
final class Documents {
  private static final String ODD = "aZ9-_.~!$&'()*;:@+%\"<> /éß漢\uD83D\uDE00";

  private static final List<SmoothUrl.Noun> NOUNS = List.of(SmoothUrl.Noun.values());
  private static final List<StreamKind> KINDS = List.of(StreamKind.values());

  private Documents() {}

  static SmoothUrl url(SplittableRandom random) {
    String point =
        "/live/" + name(random).replace('/', '-') + (random.nextBoolean() ? ".isml" : ".ism");
    String eventId = random.nextBoolean() ? "" : name(random);
    return switch (random.nextInt(8)) {
      case 0 -> new SmoothUrl.Point(point);
      case 1 -> new SmoothUrl.Manifest(point, eventId, attributes(random));
      case 2 -> new SmoothUrl.Streams(point, eventId, random.nextBoolean() ? "" : name(random));
      case 3 -> new SmoothUrl.StreamManifest(point, eventId);
      case 4 -> new SmoothUrl.TrackManifest(point, eventId, track(random), attributes(random));
      case 5 -> new SmoothUrl.InitRequest(point, eventId, track(random), attributes(random));
      case 6 -> new SmoothUrl.ContentKey(point, eventId);
      default ->
          new SmoothUrl.FragmentRequest(
              point,
              eventId,
              NOUNS.get(random.nextInt(4)),
              random.nextLong(0x1_0000_0000L),
              attributes(random),
              name(random),
              random.nextLong() >>> random.nextInt(1, 64),
              attributes(random));
    };
  }

  private static SmoothUrl.Track track(SplittableRandom random) {
    return new SmoothUrl.Track(random.nextLong(0x1_0000_0000L), attributes(random), name(random));
  }

  static SmoothManifest manifest(SplittableRandom random) {
    Timescale timescale = timescale(random);
    List<StreamIndex> streams = new ArrayList<>();
    int streamCount = random.nextInt(4);
    for (int index = 0; index < streamCount; index++) {
      streams.add(stream(random, index + name(random)));
    }
    List<SmoothManifest.ProtectionHeader> protection =
        random.nextInt(4) > 0
            ? List.of()
            : List.of(
                new SmoothManifest.ProtectionHeader(
                    "9a04f079-9840-4286-ab92-e65be0885f95", bytes(random)));
    SmoothManifest.Liveness liveness =
        random.nextBoolean()
            ? new SmoothManifest.OnDemand()
            : new SmoothManifest.Live(random.nextInt(4), random.nextLong(1L << 40));
    SmoothManifest.Version version =
        random.nextBoolean() ? SmoothManifest.Version.V2_0 : SmoothManifest.Version.V2_2;
    return new SmoothManifest(
        new SmoothManifest.Header(version, timescale, random.nextLong(1L << 50), liveness),
        attributes(random),
        protection,
        streams);
  }

  /** Tracks with different numbers; text is the rarest. */
  static List<TrackInfo> tracks(SplittableRandom random) {
    List<TrackInfo> tracks = new ArrayList<>();
    int count = random.nextInt(1, 6);
    for (int number = 1; number <= count; number++) {
      StreamIndex stream = stream(random, number + name(random));
      tracks.add(new TrackInfo(number, stream.info(), stream.levels().get(0)));
    }
    return tracks;
  }

  private static StreamIndex stream(SplittableRandom random, String name) {
    StreamKind kind = KINDS.get(random.nextInt(3));
    StreamInfo info =
        new StreamInfo(
            kind,
            name,
            kind == StreamKind.TEXT ? "DATA" : "",
            random.nextBoolean() ? "" : "eng",
            timescale(random),
            random.nextInt(4) > 0
                ? StreamInfo.Sparse.NONE
                : new StreamInfo.Sparse("video", random.nextBoolean()));
    List<QualityLevel> levels = new ArrayList<>();
    int levelCount = random.nextInt(1, 4);
    for (int index = 0; index < levelCount; index++) {
      levels.add(level(random, kind));
    }
    List<FragmentTime> chunks = chunks(random);
    return new StreamIndex(
        info, FragmentUrl.ofStream(name), levels, chunks, details(random, kind, chunks.size()));
  }

  private static StreamIndex.Details details(
      SplittableRandom random, StreamKind kind, int chunkCount) {
    List<InlineSample> samples = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      for (int chunk = 0; chunk < chunkCount; chunk += random.nextInt(1, 5)) {
        samples.add(new InlineSample(chunk, 0, Slice.ofUtf8(name(random))));
      }
    }
    List<EmbeddedText> texts = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      texts.add(new EmbeddedText.ScriptCommand(random.nextLong(1L << 40), "URL", name(random)));
      texts.add(new EmbeddedText.Marker(random.nextLong(1L << 40), name(random)));
    }
    StreamIndex.Size size =
        kind == StreamKind.VIDEO
            ? new StreamIndex.Size(random.nextInt(1, 4000), random.nextInt(1, 4000))
            : StreamIndex.Size.UNKNOWN;
    return new StreamIndex.Details(size, attributes(random), samples, texts);
  }

  private static QualityLevel level(SplittableRandom random, StreamKind kind) {
    MediaFormat format =
        switch (kind) {
          case VIDEO ->
              new MediaFormat.Video(
                  random.nextInt(1, 8192), random.nextInt(1, 8192), 1 << random.nextInt(3));
          case AUDIO ->
              new MediaFormat.Audio(
                  random.nextInt(8000, 192000),
                  random.nextInt(1, 9),
                  16,
                  random.nextInt(2000),
                  255);
          case TEXT -> new MediaFormat.Text();
        };
    return new QualityLevel(
        random.nextLong(0x1_0000_0000L), "H264", bytes(random), format, attributes(random));
  }

  private static List<FragmentTime> chunks(SplittableRandom random) {
    List<FragmentTime> chunks = new ArrayList<>();
    long startTicks = random.nextLong(1L << random.nextInt(1, 60));
    long durationTicks = random.nextLong(1, 1L << 30);
    int count = random.nextInt(30);
    for (int index = 0; index < count; index++) {
      durationTicks = random.nextInt(3) > 0 ? durationTicks : random.nextLong(0, 1L << 30);
      startTicks += random.nextInt(5) > 0 ? 0 : random.nextLong(1L << 30);
      chunks.add(new FragmentTime(startTicks, durationTicks));
      startTicks += durationTicks;
    }
    return chunks;
  }

  private static Timescale timescale(SplittableRandom random) {
    return random.nextBoolean()
        ? Timescale.SMOOTH
        : new Timescale(random.nextLong(1, Integer.MAX_VALUE + 1L));
  }

  private static List<CustomAttribute> attributes(SplittableRandom random) {
    List<CustomAttribute> attributes = new ArrayList<>();
    int count = Math.max(0, random.nextInt(6) - 3);
    for (int index = 0; index < count; index++) {
      attributes.add(new CustomAttribute("k" + index + name(random), name(random)));
    }
    return attributes;
  }

  private static Slice bytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return Slice.copyOf(bytes);
  }

  /** Starts and ends with a letter: spaces at the ends of a name do not survive a URL. */
  private static String name(SplittableRandom random) {
    StringBuilder name = new StringBuilder("n");
    int count = random.nextInt(8);
    for (int index = 0; index < count; index++) {
      int[] points = ODD.codePoints().toArray();
      name.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return name.append('e').toString();
  }
}
