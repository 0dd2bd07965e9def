package org.smoothlab.media.box;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.smoothlab.media.FragmentTime;
import org.smoothlab.media.bytes.Slice;

/** Makes boxes of every kind, different for each seed. */
final class Boxes {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private final SplittableRandom random;
  private final int bitsMax;

  /** Boxes with numbers of every size. */
  Boxes(long seed) {
    this(seed, 64);
  }

  private Boxes(long seed, int bitsMax) {
    this.random = new SplittableRandom(seed);
    this.bitsMax = bitsMax;
  }

  /** Boxes with small numbers that are not negative, for readers that take no others. */
  static Boxes small(long seed) {
    return new Boxes(seed, 7);
  }

  /** One box of each kind that stands on its own. */
  Map<Class<? extends Box>, Box> all() {
    Map<Class<? extends Box>, Box> all = new LinkedHashMap<>();
    List<Supplier<Box>> makers = new ArrayList<>();
    makers.addAll(containers());
    makers.addAll(headers());
    makers.addAll(sampleTables());
    makers.addAll(codecs());
    makers.addAll(fragments());
    makers.addAll(indexes());
    makers.addAll(protection());
    makers.addAll(manifests());
    for (Supplier<Box> maker : makers) {
      Box box = maker.get();
      all.put(box.getClass(), box);
    }
    return all;
  }

  private List<Supplier<Box>> containers() {
    List<Function<BoxList, Box>> makers =
        List.of(
            MoovBox::new,
            TrakBox::new,
            TrefBox::new,
            EdtsBox::new,
            MdiaBox::new,
            MinfBox::new,
            DinfBox::new,
            StblBox::new,
            MvexBox::new,
            UdtaBox::new,
            MfraBox::new,
            SinfBox::new,
            SchiBox::new,
            MoofBox::new,
            TrafBox::new,
            DrefBox::new,
            MetaBox::new);
    return makers.stream().<Supplier<Box>>map(maker -> () -> maker.apply(children())).toList();
  }

  private BoxList children() {
    return BoxList.of(
        new HdlrBox(fourCc(), word()),
        new FreeBox(FreeBox.FREE, bytes(random.nextInt(9))),
        new OpaqueBox(BoxType.of("zzzz"), bytes(random.nextInt(9))));
  }

  private List<Supplier<Box>> headers() {
    return List.of(
        () -> new FtypBox(fourCc(), u32(), list(this::fourCc)),
        () -> new StypBox(fourCc(), u32(), list(this::fourCc)),
        () -> new FreeBox(FreeBox.SKIP, bytes(random.nextInt(9))),
        () -> new MdatBox(bytes(random.nextInt(99))),
        () -> new OpaqueBox(BoxType.uuid("00112233-4455-6677-8899-aabbccddeeff"), bytes(3)),
        () -> new VerbatimBox(new MfhdBox(9), Slice.ofHex("000000106d666864 000000ff 00000009")),
        () ->
            versioned(v ->
                new MvhdBox(
                    v, sized(v), sized(v), u32(), sized(v), i32(), i16(), bytes(36), u32())),
        () ->
            versioned(v ->
                new TkhdBox(
                    v, u24(), sized(v), sized(v), u32(), sized(v), i16(), i16(), i16(), bytes(36),
                    u32(), u32())),
        () -> versioned(v -> new MdhdBox(v, sized(v), sized(v), u32(), sized(v), letters(3))),
        () -> new HdlrBox(fourCc(), word()),
        () -> new ElngBox(word()),
        () -> new KindBox(word(), word()),
        () -> new VmhdBox(u16(), bytes(6)),
        () -> new SmhdBox(i16()),
        () -> new NmhdBox(u24()),
        () -> new SthdBox(u24()),
        () -> new UrlBox(random.nextBoolean() ? "" : word()),
        () -> versioned(v -> new MehdBox(v, sized(v))),
        () -> new TrexBox(u32(), u32(), u32(), u32(), u32()));
  }

  private List<Supplier<Box>> sampleTables() {
    return List.of(
        () ->
            versioned(v ->
                new ElstBox(
                    v,
                    list(() -> new ElstBox.Entry(sized(v), v == 1 ? i64() : i32(), i16(), i16())))),
        () -> new SttsBox(list(() -> new SttsBox.Entry(u32(), u32()))),
        () ->
            versioned(
                v -> new CttsBox(v, list(() -> new CttsBox.Entry(u32(), v == 1 ? i32() : u32())))),
        () -> new StscBox(list(() -> new StscBox.Entry(u32(), u32(), u32()))),
        () -> {
          List<Long> sizes = list(this::u32);
          return random.nextBoolean()
              ? new StszBox(0, sizes.size(), sizes)
              : new StszBox(5, u32(), List.of());
        },
        () -> new StcoBox(list(this::u32)),
        () -> new Co64Box(list(this::i64)),
        () -> new StssBox(list(this::u32)),
        () -> new StsdBox(BoxList.of(visual(), audio(), stpp(), wvtt(), metadata())));
  }

  private List<Supplier<Box>> codecs() {
    return List.of(
        () -> new AvcCBox(bytes(random.nextInt(50))),
        () -> new HvcCBox(bytes(random.nextInt(50))),
        () -> new Dac3Box(bytes(random.nextInt(5))),
        () -> new Dec3Box(bytes(random.nextInt(9))),
        () -> new UriBox("urn:" + word()),
        () -> new VttCBox(Slice.ofUtf8("WEBVTT " + word())),
        () -> new EsdsBox(bytes(random.nextInt(50))),
        () -> new BtrtBox(u32(), u32(), u32()),
        ChunksBox::new,
        () -> new PaspBox(u32(), u32()),
        () -> new ColrBox(fourCc(), bytes(7)));
  }

  Box visual() {
    return new VisualSampleEntry(
        BoxType.of("avc1"), u16(), u16(), u16(), word(), BoxList.of(new AvcCBox(bytes(9))));
  }

  Box audio() {
    return new AudioSampleEntry(
        BoxType.of("mp4a"), u16(), u16(), u16(), u32(), BoxList.of(new BtrtBox(1, 2, 3)));
  }

  Box stpp() {
    return new StppSampleEntry(u16(), word(), word(), word(), BoxList.of(new BtrtBox(1, 2, 3)));
  }

  Box wvtt() {
    return new WvttSampleEntry(u16(), BoxList.of(new VttCBox(Slice.ofUtf8("WEBVTT"))));
  }

  Box metadata() {
    return new MetadataSampleEntry(
        random.nextBoolean() ? MetadataSampleEntry.URIM : MetadataSampleEntry.SCTE,
        u16(),
        BoxList.of(new UriBox(word())));
  }

  private List<Supplier<Box>> fragments() {
    return List.of(
        () -> new MfhdBox(u32()),
        this::tfhd,
        () -> new TfdtBox(i64()),
        this::trun,
        () -> new SdtpBox(bytes(random.nextInt(20))),
        () -> new TfxdBox(time()),
        () -> new TfrfBox(list(this::time)),
        () ->
            versioned(v ->
                new SbgpBox(
                    v, fourCc(), v == 1 ? u32() : 0, list(() -> new SbgpBox.Entry(u32(), u32())))),
        () -> {
          int version = 1 + random.nextInt(2);
          int common = random.nextInt(4);
          return new SgpdBox(
              version,
              fourCc(),
              common,
              version == 2 ? u32() : 0,
              list(() -> bytes(common == 0 ? random.nextInt(5) : common)));
        },
        () ->
            versioned(v ->
                new SubsBox(v, u24(), list(() -> new SubsBox.Entry(u32(), list(() -> part(v)))))),
        () -> {
          Slice sizes = bytes(random.nextInt(9));
          return random.nextBoolean()
              ? new SaizBox(0, 0, 0, 0, sizes.size(), sizes)
              : new SaizBox(1, u32(), u32(), 8, u32(), Slice.EMPTY);
        },
        () ->
            versioned(v ->
                random.nextBoolean()
                    ? new SaioBox(v, 0, 0, 0, list(() -> sized(v)))
                    : new SaioBox(v, 1, u32(), u32(), list(() -> sized(v)))));
  }

  private SubsBox.Part part(int version) {
    return new SubsBox.Part(version == 1 ? u32() : u16(), u8(), u8(), u32());
  }

  private Box tfhd() {
    int flags = random.nextInt(1 << 18);
    return new TfhdBox(
        flags,
        u32(),
        (flags & 0x1) != 0 ? i64() : 0,
        (flags & 0x2) != 0 ? u32() : 0,
        (flags & 0x8) != 0 ? u32() : 0,
        (flags & 0x10) != 0 ? u32() : 0,
        (flags & 0x20) != 0 ? u32() : 0);
  }

  private Box trun() {
    int version = random.nextInt(2);
    int flags = random.nextInt(1 << 12);
    List<TrunBox.Entry> entries =
        list(() ->
            new TrunBox.Entry(
                (flags & 0x100) != 0 ? u32() : 0,
                (flags & 0x200) != 0 ? u32() : 0,
                (flags & 0x400) != 0 ? u32() : 0,
                (flags & 0x800) == 0 ? 0 : version == 1 ? i32() : u32()));
    boolean perSample = (flags & 0xF00) != 0;
    return new TrunBox(
        version,
        flags,
        perSample ? entries.size() : u32(),
        (flags & 0x1) != 0 ? i32() : 0,
        (flags & 0x4) != 0 ? u32() : 0,
        perSample ? entries : List.of());
  }

  private List<Supplier<Box>> indexes() {
    return List.of(
        () ->
            versioned(v ->
                new SidxBox(
                    v,
                    u32(),
                    u32(),
                    sized(v),
                    sized(v),
                    list(() ->
                        new SidxBox.Reference(
                            random.nextBoolean(), u31(), u32(), random.nextBoolean(), u31())))),
        () -> versioned(v -> new PrftBox(v, u24(), u32(), i64(), sized(v))),
        () ->
            versioned(v ->
                new EmsgBox(
                    v, word(), word(), u32(), sized(v), u32(), u32(), bytes(random.nextInt(9)))),
        () -> {
          int version = random.nextInt(2);
          int numbers = random.nextInt(64);
          return new TfraBox(
              version,
              u32(),
              numbers,
              list(() ->
                  new TfraBox.Entry(
                      sized(version),
                      sized(version),
                      bits(8 + 8 * (numbers >> 4 & 3)),
                      bits(8 + 8 * (numbers >> 2 & 3)),
                      bits(8 + 8 * (numbers & 3)))));
        },
        () -> new MfroBox(u32()));
  }

  private List<Supplier<Box>> protection() {
    return List.of(
        () -> new FrmaBox(fourCc()),
        () -> new SchmBox(fourCc(), u32(), random.nextBoolean() ? "" : word()),
        () ->
            random.nextBoolean()
                ? new TencBox(0, 0, 0, 1, 8, bytes(16), Slice.EMPTY)
                : new TencBox(1, random.nextInt(16), random.nextInt(16), 1, 0, bytes(16), bytes(8)),
        () ->
            versioned(v ->
                new PsshBox(
                    v,
                    bytes(16),
                    v == 1 ? list(() -> bytes(16)) : List.of(),
                    bytes(random.nextInt(20)))),
        () -> new SencBox(2, u32(), bytes(random.nextInt(40))),
        () ->
            random.nextBoolean()
                ? new PiffSencBox(2, Slice.EMPTY, u32(), bytes(random.nextInt(40)))
                : new PiffSencBox(1, bytes(20), u32(), bytes(random.nextInt(40))),
        () -> new PiffTencBox(random.nextInt(3), 8, bytes(16)),
        () -> new PiffPsshBox(bytes(16), bytes(random.nextInt(20))));
  }

  private List<Supplier<Box>> manifests() {
    return List.of(
        () -> new LiveServerManifestBox(Slice.ofUtf8("<smil>" + word() + "</smil>")),
        () -> new StreamManifestBox(Slice.ofUtf8("<smil>" + word() + "</smil>")));
  }

  private Box versioned(Function<Integer, Box> maker) {
    return maker.apply(random.nextInt(2));
  }

  private <E> List<E> list(Supplier<E> maker) {
    List<E> list = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      list.add(maker.get());
    }
    return list;
  }

  private FragmentTime time() {
    return new FragmentTime(bitsMax < 64 ? u32() : random.nextLong(-1000, 1L << 62), bits(62));
  }

  private String word() {
    return letters(1 + random.nextInt(12));
  }

  private String fourCc() {
    return letters(4);
  }

  private String letters(int count) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < count; i++) {
      word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return word.toString();
  }

  private Slice bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Slice.copyOf(bytes);
  }

  private long sized(int version) {
    return version == 1 ? i64() : u32();
  }

  private long bits(int count) {
    return random.nextLong(1L << Math.min(count, bitsMax));
  }

  private int u8() {
    return (int) bits(8);
  }

  private int u16() {
    return (int) bits(16);
  }

  private int u24() {
    return (int) bits(24);
  }

  private long u31() {
    return bits(31);
  }

  private long u32() {
    return bits(32);
  }

  private int i16() {
    return (short) i64();
  }

  private int i32() {
    return (int) i64();
  }

  private long i64() {
    return bitsMax < 64 ? bits(64) : random.nextLong();
  }
}
