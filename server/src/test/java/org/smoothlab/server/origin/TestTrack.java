package org.smoothlab.server.origin;

import static org.smoothlab.server.origin.TestBoxes.box;
import static org.smoothlab.server.origin.TestBoxes.fullBox;
import static org.smoothlab.server.origin.TestBoxes.hex;
import static org.smoothlab.server.origin.TestBoxes.join;
import static org.smoothlab.server.origin.TestBoxes.u16;
import static org.smoothlab.server.origin.TestBoxes.u32;
import static org.smoothlab.server.origin.TestBoxes.u64;
import static org.smoothlab.server.origin.TestBoxes.uuidBox;
import static org.smoothlab.server.origin.TestBoxes.zeros;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.smoothlab.media.CustomAttribute;
import org.smoothlab.media.Fragment;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.MediaFormat;
import org.smoothlab.media.QualityLevel;
import org.smoothlab.media.StreamInfo;
import org.smoothlab.media.StreamKind;
import org.smoothlab.media.Timescale;
import org.smoothlab.media.TrackId;
import org.smoothlab.media.TrackInfo;
import org.smoothlab.media.box.FragmentReader;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/**
 * A track of a test encoder: its announce and its fragments, made by hand. 25 frames a second on a
 * clock of 10 MHz, fragments of two seconds unless told otherwise.
 *
 * @param number {@code track_ID}
 * @param name of its stream
 * @param bitrateBps of the track
 */
public record TestTrack(int number, String name, long bitrateBps) {
  public static final long SECOND = 10_000_000L;
  public static final long FRAGMENT = 2 * SECOND;
  public static final int FRAME_COUNT = 50;

  /** Of a fragment that comes in chunks. */
  public static final int CHUNK_COUNT = 10;

  public static final long CHUNK = FRAGMENT / CHUNK_COUNT;
  private static final String AVC_DATA =
      "00000001674d401ed900a02ff97011000003000100000300320f162e480000000168ebccb2";
  private static final String AAC_DATA = "1190";

  public static final TestTrack HIGH = new TestTrack(1, "video", 2_000_000);
  public static final TestTrack LOW = new TestTrack(2, "video", 500_000);
  public static final TestTrack AUDIO = new TestTrack(3, "audio", 128_000);

  public boolean isVideo() {
    return name.startsWith("video");
  }

  public TrackId id() {
    return new TrackId(name, bitrateBps);
  }

  /** As the announce of it should be understood. */
  public TrackInfo info() {
    return info(1280, AVC_DATA);
  }

  public TrackInfo info(int width, String avcData) {
    StreamKind kind = isVideo() ? StreamKind.VIDEO : StreamKind.AUDIO;
    MediaFormat format =
        isVideo()
            ? new MediaFormat.Video(width, 720, 4)
            : new MediaFormat.Audio(48_000, 2, 16, 4, 255);
    return new TrackInfo(
        number,
        new StreamInfo(kind, name, "", "", Timescale.SMOOTH, StreamInfo.Sparse.NONE),
        new QualityLevel(
            bitrateBps,
            isVideo() ? "H264" : "AACL",
            Slice.ofHex(isVideo() ? avcData : AAC_DATA),
            format,
            List.<CustomAttribute>of()));
  }

  /** The fragment of the given index since zero. */
  public Fragment fragment(long index) {
    return fragmentAt(index * FRAGMENT, FRAGMENT);
  }

  public Fragment fragmentAt(long startTicks, long durationTicks) {
    byte[] moof = moof(startTicks, durationTicks);
    byte[] all = fragmentBytes(startTicks, durationTicks);
    Slice whole = Slice.copyOf(all);
    try {
      return FragmentReader.read(whole.slice(0, moof.length), whole.from(moof.length).copy())
          .getFirst();
    } catch (MediaException e) {
      throw new AssertionError(e);
    }
  }

  public static FragmentTime time(long index) {
    return new FragmentTime(index * FRAGMENT, FRAGMENT);
  }

  /** {@code moof} and {@code mdat}. */
  public byte[] fragmentBytes(long startTicks, long durationTicks) {
    return join(moof(startTicks, durationTicks), mdat(startTicks));
  }

  /**
   * The {@code moof} and {@code mdat} of a chunk of the fragment of an index: the fragment has
   * {@link #CHUNK_COUNT} of them.
   */
  public byte[] chunkBytes(long index, int chunk) {
    int frameCount = FRAME_COUNT / CHUNK_COUNT;
    byte[] all = payload(index * FRAGMENT);
    int from = chunk * frameCount * frameBytes();
    Span span =
        new Span(index * FRAGMENT + chunk * CHUNK, CHUNK, frameCount, chunk == 0 || !isVideo());
    return join(
        moof(span), box("mdat", Arrays.copyOfRange(all, from, from + frameCount * frameBytes())));
  }

  private record Span(
      long startTicks, long durationTicks, int frameCount, boolean startsWithSync) {}

  private byte[] mdat(long startTicks) {
    return box("mdat", payload(startTicks));
  }

  /** What tells one fragment's samples from another's. */
  public byte[] payload(long startTicks) {
    byte[] payload = new byte[FRAME_COUNT * frameBytes()];
    System.arraycopy(u64(startTicks), 0, payload, 0, 8);
    System.arraycopy(u64(bitrateBps), 0, payload, 8, 8);
    return payload;
  }

  private int frameBytes() {
    return isVideo() ? 40 : 16;
  }

  private byte[] moof(long startTicks, long durationTicks) {
    return moof(new Span(startTicks, durationTicks, FRAME_COUNT, true));
  }

  private byte[] moof(Span span) {
    byte[] tfhd = fullBox("tfhd", 0, 0x20, u32(number), u32(isVideo() ? 0x0101_0000 : 0x0200_0000));
    byte[] tfxd =
        uuidBox(
            "6d1d9b0542d544e680e2141daff757b2",
            u32(1 << 24),
            u64(span.startTicks),
            u64(span.durationTicks));
    byte[] mfhd = fullBox("mfhd", 0, 0, u32(1));
    byte[] firstFlags = span.startsWithSync ? u32(0x0200_0000) : new byte[0];
    int trunBytes = 12 + 4 + 4 + firstFlags.length + span.frameCount * 8;
    int moofBytes = 8 + mfhd.length + 8 + tfhd.length + trunBytes + tfxd.length;
    byte[] trun =
        fullBox(
            "trun",
            0,
            span.startsWithSync ? 0x305 : 0x301,
            u32(span.frameCount),
            u32(moofBytes + 8),
            firstFlags,
            samples(span));
    return box("moof", mfhd, box("traf", tfhd, trun, tfxd));
  }

  private byte[] samples(Span span) {
    byte[][] samples = new byte[span.frameCount][];
    for (int i = 0; i < span.frameCount; i++) {
      samples[i] = join(u32(span.durationTicks / span.frameCount), u32(frameBytes()));
    }
    return join(samples);
  }

  /** {@code ftyp}, LiveServerManifestBox and {@code moov} of an encoder with these tracks. */
  public static byte[] header(List<TestTrack> tracks) {
    return join(ftyp(), serverManifest(tracks), moov(tracks));
  }

  public static byte[] ftyp() {
    return hex("00000018 66747970 69736d6c 00000200 69736d6c 70696666");
  }

  public static byte[] serverManifest(List<TestTrack> tracks) {
    StringBuilder xml =
        new StringBuilder(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                + "<smil xmlns=\"http://www.w3.org/2001/SMIL20/Language\">"
                + "<head><meta name=\"creator\" content=\"test\"/></head><body><switch>");
    tracks.forEach(track -> xml.append(track.smil()));
    return serverManifest(xml.append("</switch></body></smil>").toString());
  }

  public static byte[] serverManifest(String xml) {
    return uuidBox(
        "a5d40b30e81411ddba2f0800200c9a66", u32(0), xml.getBytes(StandardCharsets.UTF_8));
  }

  /** A StreamManifestBox that names these stream ids. */
  public static byte[] streamManifest(List<String> streamIds) {
    StringBuilder xml =
        new StringBuilder("<smil xmlns=\"http://www.w3.org/2001/SMIL20/Language\"><body><par>");
    streamIds.forEach(id -> xml.append("<ref src=\"Streams(" + id + ")\"/>"));
    return uuidBox(
        "3c2fe51befee40a3ae815300199dc348",
        u32(0),
        xml.append("</par></body></smil>").toString().getBytes(StandardCharsets.UTF_8));
  }

  private String smil() {
    String kind = isVideo() ? "video" : "audio";
    String format =
        isVideo()
            ? param("FourCC", "H264")
                + param("CodecPrivateData", AVC_DATA)
                + param("MaxWidth", "1280")
                + param("MaxHeight", "720")
            : param("FourCC", "AACL")
                + param("CodecPrivateData", AAC_DATA)
                + param("AudioTag", "255")
                + param("Channels", "2")
                + param("SamplingRate", "48000")
                + param("BitsPerSample", "16")
                + param("PacketSize", "4");
    return "<"
        + kind
        + " src=\"Streams\" systemBitrate=\""
        + bitrateBps
        + "\">"
        + param("trackID", Integer.toString(number))
        + param("trackName", name)
        + param("timescale", "10000000")
        + format
        + "</"
        + kind
        + ">";
  }

  private static String param(String name, String value) {
    return "<param name=\"" + name + "\" value=\"" + value + "\" valuetype=\"data\"/>";
  }

  public static byte[] moov(List<TestTrack> tracks) {
    byte[] traks = join(tracks.stream().map(TestTrack::trak).toArray(byte[][]::new));
    byte[] trexes =
        join(
            tracks.stream()
                .map(t -> fullBox("trex", 0, 0, u32(t.number), u32(1), zeros(12)))
                .toArray(byte[][]::new));
    byte[] mvhd =
        fullBox(
            "mvhd",
            0,
            0,
            zeros(8),
            u32(1000),
            u32(0),
            u32(0x10000),
            u16(0x100),
            zeros(10),
            matrix(),
            zeros(24),
            u32(100));
    return box("moov", mvhd, traks, box("mvex", trexes));
  }

  private byte[] trak() {
    byte[] tkhd =
        fullBox(
            "tkhd",
            0,
            7,
            zeros(8),
            u32(number),
            zeros(4),
            u32(0),
            zeros(8),
            zeros(8),
            matrix(),
            u32(isVideo() ? 1280 << 16 : 0),
            u32(isVideo() ? 720 << 16 : 0));
    byte[] mdhd = fullBox("mdhd", 1, 0, zeros(16), u32(SECOND), u64(-1), u16(0x55c4), u16(0));
    byte[] hdlr =
        fullBox(
            "hdlr",
            0,
            0,
            zeros(4),
            (isVideo() ? "vide" : "soun").getBytes(StandardCharsets.US_ASCII),
            zeros(13));
    byte[] media = isVideo() ? fullBox("vmhd", 0, 1, zeros(8)) : fullBox("smhd", 0, 0, zeros(4));
    byte[] dinf = box("dinf", fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1)));
    byte[] stbl =
        box(
            "stbl",
            fullBox("stsd", 0, 0, u32(1), sampleEntry()),
            fullBox("stts", 0, 0, u32(0)),
            fullBox("stsc", 0, 0, u32(0)),
            fullBox("stsz", 0, 0, u32(0), u32(0)),
            fullBox("stco", 0, 0, u32(0)));
    return box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", media, dinf, stbl)));
  }

  private byte[] sampleEntry() {
    if (isVideo()) {
      byte[] avcC =
          box(
              "avcC",
              hex("014d401effe10019"),
              hex("674d401ed900a02ff97011000003000100000300320f162e48"),
              hex("01000468ebccb2"));
      return box(
          "avc1",
          zeros(6),
          u16(1),
          zeros(16),
          u16(1280),
          u16(720),
          u32(0x480000),
          u32(0x480000),
          zeros(4),
          u16(1),
          zeros(32),
          u16(24),
          u16(0xffff),
          avcC);
    }
    byte[] esds =
        fullBox(
            "esds",
            0,
            0,
            hex("0319000300"),
            hex("0411" + "4015" + "00".repeat(11) + "05021190"),
            hex("060102"));
    return box(
        "mp4a", zeros(6), u16(1), zeros(8), u16(2), u16(16), zeros(4), u32(48_000L << 16), esds);
  }

  private static byte[] matrix() {
    return join(u32(0x10000), zeros(12), u32(0x10000), zeros(12), u32(0x4000_0000));
  }
}
