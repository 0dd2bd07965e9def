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

/**
 * A sparse track of a test encoder, as Azure's ingest has it: events on a clock of 1000 ticks a
 * second, each a fragment of one sample.
 *
 * @param name of its stream
 * @param parentName empty for a control stream
 * @param manifestOutput whether the events are also in the manifest
 */
public record TestEvents(String name, String parentName, boolean manifestOutput) {
  private static final int TICKS_PER_SECOND = 1000;
  private static final int NUMBER = 9;

  public String fragmentPath(String point, long startTicks) {
    return point + "/QualityLevels(0)/Fragments(" + name + "=" + startTicks + ")";
  }

  /** What opens each POST. */
  public byte[] header() {
    return header(
        0,
        param("Subtype", "DATA")
            + param("Scheme", "urn:scte:scte35:2013:bin")
            + (parentName.isEmpty() ? "" : param("parentTrackName", parentName))
            + (manifestOutput ? param("manifestOutput", "true") : ""));
  }

  /** The same of captions in TTML, which come all the time if there is no parent. */
  public byte[] captionsHeader(long bitrateBps) {
    return header(
        bitrateBps,
        param("Subtype", "CAPT")
            + param("FourCC", "TTML")
            + param("systemLanguage", "eng")
            + (parentName.isEmpty() ? "" : param("parentTrackName", parentName)));
  }

  private byte[] header(long bitrateBps, String params) {
    String xml =
        "<smil xmlns='http://www.w3.org/2001/SMIL20/Language'><body><switch>"
            + "<textstream src='Streams' systemBitrate='"
            + bitrateBps
            + "'>"
            + param("trackID", String.valueOf(NUMBER))
            + param("trackName", name)
            + params
            + "</textstream></switch></body></smil>";
    return join(TestTrack.ftyp(), TestTrack.serverManifest(xml), moov());
  }

  private static String param(String name, String value) {
    return "<param name='" + name + "' value='" + value + "'/>";
  }

  private static byte[] moov() {
    byte[] tkhd = fullBox("tkhd", 0, 7, zeros(8), u32(NUMBER), zeros(68));
    byte[] mdhd =
        fullBox("mdhd", 0, 0, zeros(8), u32(TICKS_PER_SECOND), u32(0), u16(0x55c4), u16(0));
    byte[] hdlr =
        fullBox("hdlr", 0, 0, u32(0), "meta".getBytes(StandardCharsets.US_ASCII), zeros(13));
    byte[] entry = box("scte", zeros(6), u16(1));
    byte[] stbl = box("stbl", fullBox("stsd", 0, 0, u32(1), entry));
    byte[] trak = box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", stbl)));
    byte[] trex = fullBox("trex", 0, 0, u32(NUMBER), u32(1), zeros(12));
    return box("moov", trak, box("mvex", trex));
  }

  /** One event. */
  public byte[] event(long startTicks, long durationTicks, byte[] message) {
    byte[] tfhd = fullBox("tfhd", 0, 0, u32(NUMBER));
    byte[] tfxd =
        uuidBox(
            "6d1d9b0542d544e680e2141daff757b2", u32(1 << 24), u64(startTicks), u64(durationTicks));
    byte[] mfhd = fullBox("mfhd", 0, 0, u32(1));
    int moofBytes = 8 + mfhd.length + 8 + tfhd.length + 28 + tfxd.length;
    byte[] trun =
        fullBox(
            "trun", 0, 0x301, u32(1), u32(moofBytes + 8), u32(durationTicks), u32(message.length));
    return join(box("moof", mfhd, box("traf", tfhd, trun, tfxd)), box("mdat", message));
  }

  /** The empty {@code mfra}. */
  public static byte[] endOfStream() {
    return hex("00000008 6d667261");
  }
}
