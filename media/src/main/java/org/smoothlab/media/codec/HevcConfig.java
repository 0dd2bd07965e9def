package org.smoothlab.media.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * The parameter sets of an HEVC track, which Smooth carries in Annex B and files carry in {@code
 * hvcC}. The amendment of Smooth for HEVC has no video parameter set in the codec data: it is then
 * in the samples.
 *
 * @param nalUnitLengthBytes 1, 2 or 4: size of the length in front of each unit of a sample
 * @param videoParameterSets up to 16 units with their header, each at most 65535 bytes; may be none
 * @param sequenceParameterSets 1..16 likewise
 * @param pictureParameterSets up to 64 likewise
 * @see "[MS-SSTR] 2.2.2.5, CodecPrivateData; ISO/IEC 14496-15, 8.3.3.1"
 */
public record HevcConfig(
    int nalUnitLengthBytes,
    List<Slice> videoParameterSets,
    List<Slice> sequenceParameterSets,
    List<Slice> pictureParameterSets) {
  /** {@code nal_unit_type} of a video parameter set. */
  static final int VIDEO_PARAMETER_SET = 32;

  /** {@code nal_unit_type} of a sequence parameter set. */
  static final int SEQUENCE_PARAMETER_SET = 33;

  /** {@code nal_unit_type} of a picture parameter set. */
  static final int PICTURE_PARAMETER_SET = 34;

  private static final int UNIT_BYTES_MAX = 0xFFFF;
  private static final int VIDEO_SET_COUNT_MAX = 16;
  private static final int SEQUENCE_SET_COUNT_MAX = 16;
  private static final int PICTURE_SET_COUNT_MAX = 64;
  private static final int UNIT_HEADER_BYTES = 2;
  private static final int COMPLETE = 0x80;

  public HevcConfig {
    videoParameterSets = List.copyOf(videoParameterSets);
    sequenceParameterSets = List.copyOf(sequenceParameterSets);
    pictureParameterSets = List.copyOf(pictureParameterSets);
    String wrong = wrong(videoParameterSets, sequenceParameterSets, pictureParameterSets);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong);
    }
    if (nalUnitLengthBytes != 1 && nalUnitLengthBytes != 2 && nalUnitLengthBytes != 4) {
      throw new IllegalArgumentException("nalUnitLengthBytes must be 1, 2 or 4");
    }
  }

  /**
   * Reads start codes and parameter sets; other units are ignored. Samples are taken to have
   * lengths of four bytes.
   *
   * @throws MalformedMediaException if there is no sequence parameter set that can be read
   */
  public static HevcConfig fromCodecPrivateData(Slice annexB) throws MalformedMediaException {
    return of(NalUnits.splitAnnexB(annexB), 4, "CodecPrivateData");
  }

  /**
   * Reads the body of an {@code hvcC} box.
   *
   * @throws MalformedMediaException if it is cut off or has no sequence parameter set that can be
   *     read
   */
  public static HevcConfig fromHvcC(Slice body) throws MalformedMediaException {
    SliceReader in = new SliceReader(body, "hvcC");
    int version = in.u8();
    // 0 was written by early muxers and means the same.
    if (version > 1) {
      throw new MalformedMediaException("hvcC: configurationVersion " + version + " is not 1");
    }
    in.skip(20); // what it says of the pictures is in the parameter set too
    int lengthBytes = (in.u8() & 3) + 1;
    if (lengthBytes == 3) {
      throw new MalformedMediaException("hvcC: NAL unit lengths of 3 bytes (14496-15, 8.3.3.1)");
    }
    List<Slice> units = new ArrayList<>();
    int arrayCount = in.u8();
    for (int array = 0; array < arrayCount; array++) {
      in.skip(1); // the type is in the units too
      int unitCount = in.u16();
      for (int index = 0; index < unitCount; index++) {
        units.add(in.bytes(in.u16()));
      }
    }
    return of(units, lengthBytes, "hvcC");
  }

  /**
   * Reads the parameter sets that a sample carries in front of its picture, if it has any.
   *
   * @param nalUnitLengthBytes 1, 2 or 4
   * @return empty if the sample has no sequence or no picture parameter set
   * @throws MalformedMediaException if the sample is not made of units, or the set cannot be read
   */
  public static Optional<HevcConfig> fromSample(Slice sample, int nalUnitLengthBytes)
      throws MalformedMediaException {
    List<Slice> units = NalUnits.splitLengthPrefixed(sample, nalUnitLengthBytes);
    boolean complete =
        !all(units, SEQUENCE_PARAMETER_SET).isEmpty()
            && !all(units, PICTURE_PARAMETER_SET).isEmpty();
    return complete ? Optional.of(of(units, nalUnitLengthBytes, "sample")) : Optional.empty();
  }

  /** The body of an {@code hvcC} box. Says of the sets it has that samples carry no others. */
  public Slice toHvcC() {
    HevcSps sps = sps();
    HevcSps.Profile profile = sps.profile();
    SliceWriter out = new SliceWriter();
    out.u8(1);
    out.u8(profile.space() << 6 | (profile.highTier() ? 0x20 : 0) | profile.idc());
    out.u32(profile.compatibilityFlags());
    out.u16((int) (profile.constraintFlags() >>> 32)).u32(profile.constraintFlags() & 0xFFFF_FFFFL);
    out.u8(profile.levelIdc());
    out.u16(0xF000).u8(0xFC); // nothing is known of slices and parallel decoding
    out.u8(0xFC | sps.sampleFormat().chromaFormatIdc());
    out.u8(0xF8 | (sps.sampleFormat().lumaBits() - 8));
    out.u8(0xF8 | (sps.sampleFormat().chromaBits() - 8));
    out.u16(0); // the frame rate is not told
    int nested = sps.layers().nested() ? 4 : 0;
    out.u8(sps.layers().count() << 3 | nested | (nalUnitLengthBytes - 1));
    out.u8((videoParameterSets.isEmpty() ? 0 : 1) + 1 + (pictureParameterSets.isEmpty() ? 0 : 1));
    writeArray(out, VIDEO_PARAMETER_SET, videoParameterSets);
    writeArray(out, SEQUENCE_PARAMETER_SET, sequenceParameterSets);
    writeArray(out, PICTURE_PARAMETER_SET, pictureParameterSets);
    return out.toSlice();
  }

  /** The parameter sets with start codes of four bytes: video, sequence, then picture. */
  public Slice toCodecPrivateData() {
    List<Slice> units = new ArrayList<>(videoParameterSets);
    units.addAll(sequenceParameterSets);
    units.addAll(pictureParameterSets);
    return NalUnits.toAnnexB(units);
  }

  /** What the first sequence parameter set says. */
  public HevcSps sps() {
    try {
      return HevcSps.read(sequenceParameterSets.getFirst());
    } catch (MalformedMediaException e) {
      throw new AssertionError("was read when this was made", e);
    }
  }

  private static HevcConfig of(List<Slice> units, int lengthBytes, String where)
      throws MalformedMediaException {
    List<Slice> video = all(units, VIDEO_PARAMETER_SET);
    List<Slice> sequence = all(units, SEQUENCE_PARAMETER_SET);
    List<Slice> picture = all(units, PICTURE_PARAMETER_SET);
    String wrong = wrong(video, sequence, picture);
    if (!wrong.isEmpty()) {
      throw new MalformedMediaException(where + ": " + wrong);
    }
    return new HevcConfig(lengthBytes, video, sequence, picture);
  }

  private static List<Slice> all(List<Slice> units, int type) {
    return units.stream()
        .filter(unit -> unit.size() > UNIT_HEADER_BYTES && type(unit) == type)
        .distinct()
        .toList();
  }

  /** ISO/IEC 23008-2, 7.3.1.2: behind one bit that is 0. */
  private static int type(Slice unit) {
    return unit.u8(0) >> 1 & 0x3F;
  }

  private static String wrong(List<Slice> video, List<Slice> sequence, List<Slice> picture) {
    if (sequence.isEmpty() || sequence.size() > SEQUENCE_SET_COUNT_MAX) {
      return sequence.size() + " sequence parameter sets, expected 1..16 (ISO/IEC 23008-2)";
    }
    if (video.size() > VIDEO_SET_COUNT_MAX || picture.size() > PICTURE_SET_COUNT_MAX) {
      return video.size()
          + " video and "
          + picture.size()
          + " picture parameter sets, at most 16 and 64 (ISO/IEC 23008-2)";
    }
    for (List<Slice> sets : List.of(video, sequence, picture)) {
      if (sets.stream().anyMatch(unit -> unit.size() > UNIT_BYTES_MAX)) {
        return "a parameter set is longer than 65535 bytes (ISO/IEC 14496-15)";
      }
    }
    try {
      HevcSps.read(sequence.getFirst());
      return "";
    } catch (MalformedMediaException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void writeArray(SliceWriter out, int type, List<Slice> units) {
    if (units.isEmpty()) {
      return;
    }
    out.u8(COMPLETE | type).u16(units.size());
    for (Slice unit : units) {
      out.u16((int) unit.size()).bytes(unit);
    }
  }
}
