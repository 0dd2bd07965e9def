package org.smoothlab.media.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.SliceReader;
import org.smoothlab.media.bytes.SliceWriter;

/**
 * The parameter sets of an H.264 track, which Smooth carries in Annex B and files carry in {@code
 * avcC}.
 *
 * @param nalUnitLengthBytes 1, 2 or 4: size of the length in front of each unit of a sample
 * @param sequenceParameterSets 1..31 units with their header byte, each at most 65535 bytes
 * @param pictureParameterSets up to 255 units with their header byte, each at most 65535 bytes
 * @see "[MS-SSTR] 2.2.2.5, CodecPrivateData; ISO/IEC 14496-15, 5.3.3.1"
 */
public record AvcConfig(
    int nalUnitLengthBytes, List<Slice> sequenceParameterSets, List<Slice> pictureParameterSets) {
  private static final int UNIT_BYTES_MAX = 0xFFFF;

  public AvcConfig {
    sequenceParameterSets = List.copyOf(sequenceParameterSets);
    pictureParameterSets = List.copyOf(pictureParameterSets);
    String wrong = wrong(sequenceParameterSets, pictureParameterSets);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong);
    }
    if (nalUnitLengthBytes != 1 && nalUnitLengthBytes != 2 && nalUnitLengthBytes != 4) {
      throw new IllegalArgumentException("nalUnitLengthBytes must be 1, 2 or 4");
    }
  }

  /**
   * Reads start codes, sequence parameter sets and picture parameter sets; other units are ignored.
   * Samples are taken to have lengths of four bytes.
   *
   * @throws MalformedMediaException if there is no sequence parameter set that can be read
   */
  public static AvcConfig fromCodecPrivateData(Slice annexB) throws MalformedMediaException {
    return of(NalUnits.splitAnnexB(annexB), 4, "CodecPrivateData");
  }

  /**
   * Reads the body of an {@code avcC} box.
   *
   * @throws MalformedMediaException if it is cut off or has no sequence parameter set that can be
   *     read
   */
  public static AvcConfig fromAvcC(Slice body) throws MalformedMediaException {
    SliceReader in = new SliceReader(body, "avcC");
    int version = in.u8();
    if (version != 1) {
      throw new MalformedMediaException("avcC: configurationVersion " + version + " is not 1");
    }
    in.skip(3); // profile, constraints and level are in the parameter set too
    int lengthBytes = (in.u8() & 3) + 1;
    if (lengthBytes == 3) {
      throw new MalformedMediaException("avcC: NAL unit lengths of 3 bytes (14496-15, 5.3.3.1)");
    }
    List<Slice> units = new ArrayList<>();
    int sequenceCount = in.u8() & 0x1F;
    for (int index = 0; index < sequenceCount; index++) {
      units.add(in.bytes(in.u16()));
    }
    int pictureCount = in.u8();
    for (int index = 0; index < pictureCount; index++) {
      units.add(in.bytes(in.u16()));
    }
    return of(units, lengthBytes, "avcC");
  }

  /**
   * Reads the parameter sets that a sample carries in front of its picture, if it has any: some
   * encoders announce none.
   *
   * @param nalUnitLengthBytes 1, 2 or 4
   * @return empty if the sample has no sequence or no picture parameter set
   * @throws MalformedMediaException if the sample is not made of units, or the set cannot be read
   */
  public static Optional<AvcConfig> fromSample(Slice sample, int nalUnitLengthBytes)
      throws MalformedMediaException {
    List<Slice> units = NalUnits.splitLengthPrefixed(sample, nalUnitLengthBytes);
    boolean complete =
        units.stream().anyMatch(unit -> isA(unit, NalUnits.SEQUENCE_PARAMETER_SET))
            && units.stream().anyMatch(unit -> isA(unit, NalUnits.PICTURE_PARAMETER_SET));
    return complete ? Optional.of(of(units, nalUnitLengthBytes, "sample")) : Optional.empty();
  }

  /** The body of an {@code avcC} box. */
  public Slice toAvcC() {
    Slice first = sequenceParameterSets.get(0);
    SliceWriter out = new SliceWriter();
    out.u8(1).bytes(first.slice(1, 3)).u8(0xFC | (nalUnitLengthBytes - 1));
    out.u8(0xE0 | sequenceParameterSets.size());
    writeUnits(out, sequenceParameterSets);
    out.u8(pictureParameterSets.size());
    writeUnits(out, pictureParameterSets);
    AvcSps sps = sps();
    if (AvcSps.tellsSampleFormat(sps.profileIdc())) {
      AvcSps.SampleFormat format = sps.sampleFormat();
      out.u8(0xFC | format.chromaFormatIdc())
          .u8(0xF8 | (format.lumaBits() - 8))
          .u8(0xF8 | (format.chromaBits() - 8))
          .u8(0); // no extensions of the sequence parameter set
    }
    return out.toSlice();
  }

  /** The parameter sets with start codes of four bytes: first sequence, then picture. */
  public Slice toCodecPrivateData() {
    List<Slice> units = new ArrayList<>(sequenceParameterSets);
    units.addAll(pictureParameterSets);
    return NalUnits.toAnnexB(units);
  }

  /** What the first sequence parameter set says. */
  public AvcSps sps() {
    try {
      return AvcSps.read(sequenceParameterSets.get(0));
    } catch (MalformedMediaException e) {
      throw new AssertionError("was read when this was made", e);
    }
  }

  private static AvcConfig of(List<Slice> units, int lengthBytes, String where)
      throws MalformedMediaException {
    List<Slice> sequence =
        units.stream()
            .filter(unit -> isA(unit, NalUnits.SEQUENCE_PARAMETER_SET))
            .distinct()
            .toList();
    List<Slice> picture =
        units.stream()
            .filter(unit -> isA(unit, NalUnits.PICTURE_PARAMETER_SET))
            .distinct()
            .toList();
    String wrong = wrong(sequence, picture);
    if (!wrong.isEmpty()) {
      throw new MalformedMediaException(where + ": " + wrong);
    }
    return new AvcConfig(lengthBytes, sequence, picture);
  }

  private static String wrong(List<Slice> sequence, List<Slice> picture) {
    if (sequence.isEmpty() || sequence.size() > 31) {
      return sequence.size() + " sequence parameter sets, expected 1..31 (ISO/IEC 14496-15)";
    }
    if (picture.size() > 255) {
      return picture.size() + " picture parameter sets, at most 255 (ISO/IEC 14496-15)";
    }
    if (sequence.stream().anyMatch(unit -> unit.size() > UNIT_BYTES_MAX)
        || picture.stream().anyMatch(unit -> unit.size() > UNIT_BYTES_MAX)) {
      return "a parameter set is longer than 65535 bytes (ISO/IEC 14496-15)";
    }
    try {
      AvcSps.read(sequence.get(0));
      return "";
    } catch (MalformedMediaException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static boolean isA(Slice unit, int type) {
    return !unit.isEmpty() && NalUnits.type(unit) == type;
  }

  private static void writeUnits(SliceWriter out, List<Slice> units) {
    for (Slice unit : units) {
      out.u16((int) unit.size()).bytes(unit);
    }
  }
}
