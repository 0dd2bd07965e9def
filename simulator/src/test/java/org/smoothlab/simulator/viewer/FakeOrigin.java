package org.smoothlab.simulator.viewer;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.Call;
import org.smoothlab.simulator.net.Listener;
import org.smoothlab.simulator.net.Request;
import org.smoothlab.simulator.net.Transport;
import org.smoothlab.simulator.time.Task;
import org.smoothlab.simulator.time.VirtualScheduler;

/**
 * A live event as the specification has it, written by hand: fragments of 2 s at 10 MHz, two video
 * levels and one of audio, look-ahead 2, one more fragment every 2 s. Answers come after 10 ms.
 */
final class FakeOrigin implements Transport {
  static final URI MANIFEST = URI.create("http://origin/live/event.isml/Manifest");
  static final long FRAGMENT_TICKS = 20_000_000;
  static final long FRAGMENT_NANOS = 2_000_000_000L;
  static final long ANSWER_NANOS = 10_000_000L;

  private static final int LOOK_AHEAD = 2;
  private static final Pattern FRAGMENT =
      Pattern.compile(".*/QualityLevels\\((\\d+)\\)/Fragments\\((\\w+)=(\\d+)\\)");

  private final VirtualScheduler scheduler;
  final List<String> asked = new ArrayList<>();

  /** Has the last word on every answer. */
  Function<Answer, Answer> distort = answer -> answer;

  int headStartCount = 5;
  int endsAfterCount = Integer.MAX_VALUE;
  boolean answers = true;

  /** An answer and what it answers. */
  record Answer(String path, int status, Slice body) {
    Answer with(int newStatus) {
      return new Answer(path, newStatus, Slice.EMPTY);
    }

    Answer with(Slice newBody) {
      return new Answer(path, status, newBody);
    }
  }

  FakeOrigin(VirtualScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** How many fragments are published now. */
  int publishedCount() {
    int published = headStartCount + (int) (scheduler.nowNanos() / FRAGMENT_NANOS);
    return Math.min(published, endsAfterCount);
  }

  boolean isLive() {
    return publishedCount() < endsAfterCount;
  }

  @Override
  public Call call(Request request, Listener listener) {
    asked.add(request.uri().getPath());
    Task answering = () -> {};
    if (answers) {
      answering = scheduler.after(ANSWER_NANOS, () -> answer(request.uri().getPath(), listener));
    }
    Task pending = answering;
    return new Call() {
      @Override
      public void send(List<Slice> bytes) {
        throw new IllegalStateException("viewers send nothing");
      }

      @Override
      public void end() {}

      @Override
      public void cancel() {
        asked.add("canceled");
        pending.cancel();
      }
    };
  }

  private void answer(String path, Listener listener) {
    Answer answer = distort.apply(honest(path));
    if (answer.status() == 0) {
      listener.failed("connection reset");
      return;
    }
    listener.head(answer.status(), List.of());
    Slice body = answer.body();
    for (long at = 0; at < body.size(); at += 700) {
      listener.bytes(body.slice(at, Math.min(700, body.size() - at)));
    }
    listener.completed();
  }

  private Answer honest(String path) {
    if (path.endsWith("/Manifest")) {
      return new Answer(path, 200, Slice.ofUtf8(manifest()));
    }
    Matcher parts = FRAGMENT.matcher(path);
    if (!parts.matches()) {
      return new Answer(path, 400, Slice.EMPTY);
    }
    long ticks = Long.parseLong(parts.group(3));
    long index = ticks / FRAGMENT_TICKS;
    if (ticks % FRAGMENT_TICKS != 0 || index >= publishedCount() + LOOK_AHEAD) {
      return new Answer(path, 404, Slice.EMPTY);
    }
    if (index >= publishedCount()) {
      return new Answer(path, isLive() ? 412 : 404, Slice.EMPTY);
    }
    return new Answer(path, 200, fragment(index, payloadBytes(parts.group(1))));
  }

  private static int payloadBytes(String bitrate) {
    return (int) (Long.parseLong(bitrate) / 8 * 2);
  }

  private Slice fragment(long index, int payloadBytes) {
    List<FragmentTime> following = new ArrayList<>();
    for (long next = index + 1; next <= index + LOOK_AHEAD && next < endsAfterCount; next++) {
      following.add(new FragmentTime(next * FRAGMENT_TICKS, FRAGMENT_TICKS));
    }
    return fragment(
        new FragmentTime(index * FRAGMENT_TICKS, FRAGMENT_TICKS), following, payloadBytes);
  }

  /** A body byte by byte from [MS-SSTR] 2.2.4, without what a viewer does not look at. */
  static Slice fragment(FragmentTime time, List<FragmentTime> following, int payloadBytes) {
    int tfrfBytes = following.isEmpty() ? 0 : 29 + 16 * following.size();
    int trafBytes = 8 + 16 + 44 + tfrfBytes;
    int moofBytes = 8 + 16 + trafBytes;
    ByteBuffer out = ByteBuffer.allocate(moofBytes + 8 + payloadBytes);
    out.putInt(moofBytes).put(ascii("moof"));
    out.putInt(16).put(ascii("mfhd")).putInt(0).putInt(1);
    out.putInt(trafBytes).put(ascii("traf"));
    out.putInt(16).put(ascii("tfhd")).putInt(0).putInt(1);
    out.putInt(44).put(ascii("uuid")).put(hex("6d1d9b0542d544e680e2141daff757b2"));
    out.putInt(0x01000000).putLong(time.startTicks()).putLong(time.durationTicks());
    if (!following.isEmpty()) {
      out.putInt(tfrfBytes).put(ascii("uuid")).put(hex("d4807ef2ca3946958e5426cb9e46a79f"));
      out.putInt(0x01000000).put((byte) following.size());
      following.forEach(next -> out.putLong(next.startTicks()).putLong(next.durationTicks()));
    }
    out.putInt(8 + payloadBytes).put(ascii("mdat"));
    return Slice.copyOf(out.array());
  }

  private String manifest() {
    StringBuilder chunks = new StringBuilder();
    for (int index = 0; index < publishedCount(); index++) {
      chunks.append("<c t=\"" + index * FRAGMENT_TICKS + "\" d=\"" + FRAGMENT_TICKS + "\"/>");
    }
    String live = isLive() ? " IsLive=\"TRUE\" LookaheadCount=\"2\"" : "";
    return """
    <?xml version="1.0" encoding="utf-8"?>
    <SmoothStreamingMedia MajorVersion="2" MinorVersion="0" TimeScale="10000000" Duration="0"%s>
    <StreamIndex Type="video" Name="video" Chunks="0" QualityLevels="2"
      Url="QualityLevels({bitrate})/Fragments(video={start time})">
    <QualityLevel Index="0" Bitrate="800000" FourCC="H264" MaxWidth="640" MaxHeight="360"
      CodecPrivateData=""/>
    <QualityLevel Index="1" Bitrate="250000" FourCC="H264" MaxWidth="320" MaxHeight="180"
      CodecPrivateData=""/>
    %s</StreamIndex>
    <StreamIndex Type="audio" Name="audio" Chunks="0" QualityLevels="1"
      Url="QualityLevels({bitrate})/Fragments(audio={start time})">
    <QualityLevel Index="0" Bitrate="128000" FourCC="AACL" SamplingRate="48000" Channels="2"
      BitsPerSample="16" PacketSize="4" AudioTag="255" CodecPrivateData="1190"/>
    %s</StreamIndex></SmoothStreamingMedia>
    """
        .formatted(live, chunks, chunks);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
