package org.smoothlab.media.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.smoothlab.media.bytes.Slice.ofHex;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;

/** Boxes spelled by hand from their clauses. */
class BoxLiteralTest {
  private static final Slice KEY_ID = ofHex("00112233445566778899aabbccddeeff");
  private static final Slice PLAYREADY = ofHex("9a04f07998404286ab92e65be0885f95");

  static Stream<Arguments> literals() {
    return Stream.of(headers(), tables(), indexes(), protection()).flatMap(boxes -> boxes);
  }

  private static Stream<Arguments> headers() {
    return Stream.of(
        arguments(
            "00000018 66747970 69736d6c 00000001 70696666 69736f32",
            new FtypBox("isml", 1, List.of("piff", "iso2"))),
        arguments(
            "00000014 73747970 6d736468 00000000 6d736468",
            new StypBox("msdh", 0, List.of("msdh"))),
        arguments(
            "00000024 65647473 0000001c 656c7374 00000000 00000001 00000fa0 ffffffff 00010000",
            new EdtsBox(BoxList.of(new ElstBox(0, List.of(new ElstBox.Entry(4000, -1, 1, 0)))))),
        arguments(
            "00000020 6d646864 00000000 00000001 00000002 00989680 00000000 15c7 0000",
            new MdhdBox(0, 1, 2, 10_000_000, 0, "eng")),
        arguments(
            "00000024 68646c72 00000000 00000000 76696465 000000000000000000000000 56696400",
            new HdlrBox("vide", "Vid")),
        arguments("00000012 656c6e67 00000000 656e2d555300", new ElngBox("en-US")),
        arguments("00000013 6b696e64 00000000 7572693a00 6d00", new KindBox("uri:", "m")),
        arguments("0000000c 6e6d6864 00000000", new NmhdBox(0)),
        arguments("0000000c 73746864 00000000", new SthdBox(0)),
        arguments("00000014 6d656864 01000000 0000000000000fa0", new MehdBox(1, 4000)),
        arguments(
            "00000020 74726578 00000000 00000001 00000001 00000002 00000003 01010000",
            new TrexBox(1, 1, 2, 3, SampleFlags.NON_SYNC)));
  }

  private static Stream<Arguments> tables() {
    return Stream.of(
        arguments(
            "00000018 73747473 00000000 00000001 00000019 00000200",
            new SttsBox(List.of(new SttsBox.Entry(25, 512)))),
        arguments(
            "00000018 63747473 01000000 00000001 00000001 fffffe00",
            new CttsBox(1, List.of(new CttsBox.Entry(1, -512)))),
        arguments(
            "0000001c 73747363 00000000 00000001 00000001 00000019 00000001",
            new StscBox(List.of(new StscBox.Entry(1, 25, 1)))),
        arguments(
            "0000001c 7374737a 00000000 00000000 00000002 00000007 ffffffff",
            new StszBox(0, 2, List.of(7L, 0xFFFF_FFFFL))),
        arguments(
            "00000014 7374737a 00000000 00000004 ffffffff",
            new StszBox(4, 0xFFFF_FFFFL, List.of())),
        arguments("00000014 7374636f 00000000 00000001 00000030", new StcoBox(List.of(0x30L))),
        arguments(
            "00000018 636f3634 00000000 00000001 0000000100000000", new Co64Box(List.of(1L << 32))),
        arguments("0000000b 64616333 101140", new Dac3Box(ofHex("101140"))),
        arguments("0000000d 64656333 0400200400", new Dec3Box(ofHex("0400200400"))),
        arguments("00000012 75726920 00000000 75726e3a6100", new UriBox("urn:a")),
        arguments("00000014 73747373 00000000 00000001 00000001", new StssBox(List.of(1L))),
        arguments("0000000e 73647470 00000000 1418", new SdtpBox(ofHex("1418"))),
        arguments(
            "00000020 73626770 01000000 73656967 00000005 00000001 00000002 00010001",
            new SbgpBox(1, "seig", 5, List.of(new SbgpBox.Entry(2, 0x10001)))),
        arguments(
            "0000001e 73677064 01000000 726f6c6c 00000000 00000001 00000002 ffff",
            new SgpdBox(1, "roll", 0, 0, List.of(ofHex("ffff")))),
        arguments(
            "0000001e 73677064 02000000 726f6c6c 00000002 00000001 00000001 ffff",
            new SgpdBox(2, "roll", 2, 1, List.of(ofHex("ffff")))),
        arguments(
            "0000001e 73756273 00000000 00000001 00000001 0001 0100 02 03 00000004",
            new SubsBox(
                0, 0, List.of(new SubsBox.Entry(1, List.of(new SubsBox.Part(0x100, 2, 3, 4)))))));
  }

  private static Stream<Arguments> indexes() {
    return Stream.of(
        arguments(
            "0000002c 73696478 00000000 00000001 0000bb80 00000000 00000000 0000 0001 80000100 0000bb80 90000000",
            new SidxBox(
                0,
                1,
                48_000,
                0,
                0,
                List.of(new SidxBox.Reference(true, 0x100, 48_000, true, 0x1000_0000L)))),
        arguments(
            "00000020 70726674 01000018 00000001 e9a1b2c380000000 00000000000000ff",
            new PrftBox(1, 0x18, 1, 0xe9a1_b2c3_8000_0000L, 255)),
        arguments(
            "00000026 656d7367 00000000 75726e3a6100 3100 0000000a 00000005 ffffffff 00000007 cafe",
            new EmsgBox(0, "urn:a", "1", 10, 5, 0xFFFF_FFFFL, 7, ofHex("cafe"))),
        arguments(
            "0000002a 656d7367 01000000 0000000a 0000000000000005 ffffffff 00000007 75726e3a6100 3100 cafe",
            new EmsgBox(1, "urn:a", "1", 10, 5, 0xFFFF_FFFFL, 7, ofHex("cafe"))),
        arguments(
            "00000023 74667261 00000000 00000001 00000000 00000001 00000064 000004f6 01 01 01",
            new TfraBox(0, 1, 0, List.of(new TfraBox.Entry(100, 0x4f6, 1, 1, 1)))),
        arguments(
            "00000031 74667261 01000000 00000001 0000001b 00000001 0000000000000064 00000000000004f6 0001 000002 00000003",
            new TfraBox(1, 1, 0x1b, List.of(new TfraBox.Entry(100, 0x4f6, 1, 2, 3)))),
        arguments(
            "00000018 6d667261 00000010 6d66726f 00000000 00000018",
            new MfraBox(BoxList.of(new MfroBox(24)))));
  }

  private static Stream<Arguments> protection() {
    return Stream.of(
        arguments(
            "00000028 73696e66 0000000c 66726d61 61766331 00000014 7363686d 00000000 63656e63 00010000",
            new SinfBox(BoxList.of(new FrmaBox("avc1"), new SchmBox("cenc", 0x10000, "")))),
        arguments(
            "00000016 7363686d 00000001 70696666 00010001 7500", new SchmBox("piff", 0x10001, "u")),
        arguments(
            "00000020 74656e63 00000000 00 00 01 08" + KEY_ID.toHex(),
            new TencBox(0, 0, 0, 1, 8, KEY_ID, Slice.EMPTY)),
        arguments(
            "00000023 74656e63 01000000 00 19 01 00" + KEY_ID.toHex() + "02 abcd",
            new TencBox(1, 1, 9, 1, 0, KEY_ID, ofHex("abcd"))),
        arguments(
            "00000036 70737368 01000000"
                + PLAYREADY.toHex()
                + "00000001"
                + KEY_ID.toHex()
                + "00000002 abcd",
            new PsshBox(1, PLAYREADY, List.of(KEY_ID), ofHex("abcd"))),
        arguments(
            "00000038 73636869 00000030 75756964 8974dbce7be74c5184f97148f9882554"
                + "00000000 000001 08"
                + KEY_ID.toHex(),
            new SchiBox(BoxList.of(new PiffTencBox(1, 8, KEY_ID)))),
        arguments(
            "00000032 75756964 d08a4f1810f34a82b6c832d8aba183d3 00000000"
                + PLAYREADY.toHex()
                + "00000002 abcd",
            new PiffPsshBox(PLAYREADY, ofHex("abcd"))),
        arguments(
            "00000013 7361697a 00000000 00 00000002 0810",
            new SaizBox(0, 0, 0, 0, 2, ofHex("0810"))),
        arguments(
            "00000019 7361697a 00000001 63656e63 00000000 10 00000009",
            new SaizBox(1, 0x6365_6e63, 0, 16, 9, Slice.EMPTY)),
        arguments(
            "00000020 7361696f 01000001 63656e63 00000000 00000001 0000000000000040",
            new SaioBox(1, 1, 0x6365_6e63, 0, List.of(0x40L))));
  }

  @ParameterizedTest
  @MethodSource("literals")
  void readsAndWrites(String hex, Box box) throws MediaException {
    assertThat(BoxList.read(ofHex(hex), "test").boxes()).containsExactly(box);
    assertThat(box.toSlice()).isEqualTo(ofHex(hex));
  }

  @Test
  void readsSampleEncryptionWithTheTracksVectorSize() throws MediaException {
    SencBox senc = new SencBox(2, 1, ofHex("0102030405060708 0002 0005 00000064 0006 00000065"));

    assertThat(senc.samples(8))
        .containsExactly(
            new EncryptedSample(
                ofHex("0102030405060708"),
                List.of(new EncryptedSample.Part(5, 100), new EncryptedSample.Part(6, 101))));
  }

  @Test
  void readsPiffSampleEncryptionWithTheFragmentsOwnVectorSize() throws MediaException {
    Slice own = ofHex("000001 10" + KEY_ID.toHex());
    PiffSencBox senc = new PiffSencBox(1, own, 1, KEY_ID);

    assertThat(senc.samples(8)).containsExactly(new EncryptedSample(KEY_ID, List.of()));
  }

  @Test
  void readsNothingWhereOneVectorServesAllSamples() throws MediaException {
    assertThat(new SencBox(0, 0xFFFF_FFFFL, Slice.EMPTY).samples(0)).isEmpty();
  }

  @Test
  void refusesMoreEncryptedSamplesThanTheBoxHolds() {
    assertThatThrownBy(() -> new SencBox(0, 0xFFFF_FFFFL, KEY_ID).samples(8))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage(
            "senc @+0: 4294967295 entries need 34359738360 bytes, box has 16 (ISO/IEC 23001-7, 7.2)");
  }

  @Test
  void keepsAGroupDescriptionOfVersion0WhoseEntriesHaveNoLength() throws MediaException {
    Slice box = ofHex("00000016 73677064 00000000 726f6c6c 00000001 ffff");

    assertThat(BoxList.read(box, "test").boxes())
        .containsExactly(new OpaqueBox(SgpdBox.TYPE, box.from(8)));
  }

  @Test
  void keepsASoundDescriptionOfQuickTime() throws MediaException {
    Slice entry =
        ofHex(
            "00000024 6d703461 000000000000 0001 0001 0000 00000000 0002 0010 0000 0000 bb800000");
    Slice stsd = new BoxWriter().u32(52).fourCc("stsd").u32(0).u32(1).bytes(entry).toSlice();

    BoxList entries = BoxList.read(stsd, "test").find(StsdBox.class).orElseThrow().children();

    assertThat(entries.boxes()).containsExactly(new OpaqueBox(BoxType.of("mp4a"), entry.from(8)));
  }

  @Test
  void readsMetadataOfQuickTimeWhichHasNoVersion() throws MediaException {
    Slice meta =
        ofHex(
            "00000029 6d657461 00000021 68646c72 00000000 00000000 6d646972 000000000000000000000000 00");

    assertThat(BoxList.read(meta, "test").find(MetaBox.class))
        .contains(new MetaBox(BoxList.of(new HdlrBox("mdir", ""))));
  }

  @Test
  void tellsWhatFragmentReadersNeedOfTrex() {
    assertThat(new TrexBox(1, 1, 512, 3, SampleFlags.SYNC).defaults())
        .isEqualTo(new TrackDefaults(512, 3, SampleFlags.SYNC));
  }

  @Test
  void namesBoxTypes() {
    assertThat(BoxType.of("moof")).hasToString("moof");
    assertThat(BoxType.of("\u00a9nam")).hasToString("\u00a9nam");
    assertThat(new BoxType(0x00000001, 0, 0)).hasToString("0x00000001");
    assertThat(BoxType.uuid("00112233-4455-6677-8899-aabbccddeeff"))
        .hasToString("uuid:00112233-4455-6677-8899-aabbccddeeff");
    assertThatThrownBy(() -> BoxType.of("moo")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BoxType.of("mo\u20acf")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BoxType.of("uuid")).isInstanceOf(IllegalArgumentException.class);
  }
}
