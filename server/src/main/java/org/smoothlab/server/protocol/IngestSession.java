package org.smoothlab.server.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothlab.media.box.BoxLimits;
import org.smoothlab.media.box.BoxList;
import org.smoothlab.media.box.BoxSplitter;
import org.smoothlab.media.box.BoxType;
import org.smoothlab.media.box.StypBox;
import org.smoothlab.media.box.TopLevelBox;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.bytes.UnsupportedMediaException;
import org.smoothlab.media.smooth.Announce;
import org.smoothlab.server.origin.Announcement;
import org.smoothlab.server.origin.Effect;
import org.smoothlab.server.origin.Refusal;
import org.smoothlab.server.origin.Source;

/**
 * The body of one long POST: bytes in, until it ends, is lost or is refused. One thread's. The same
 * for a body that was fetched and brings a block of the past.
 *
 * @see "[MS-SSTR] 2.2.7 and 3.3.4"
 */
public final class IngestSession {
  /** Boxes before the first fragment that are kept until the {@code moov} comes. */
  static final int HEADER_BOX_COUNT_MAX = 16;

  private static final BoxType FTYP = BoxType.of("ftyp");
  private static final BoxType MOOV = BoxType.of("moov");
  private static final BoxType MOOF = BoxType.of("moof");
  private static final BoxType MDAT = BoxType.of("mdat");
  private static final BoxType MFRA = BoxType.of("mfra");
  private static final Set<BoxType> SKIPPED =
      Set.of(
          BoxType.of("prft"),
          BoxType.of("emsg"),
          BoxType.of("sidx"),
          BoxType.of("free"),
          BoxType.of("skip"));

  private enum Stage {
    /** Waits for {@code moov}. */
    HEADER,
    /** Takes fragments. */
    FRAGMENTS,
    /** Saw the end of stream. */
    ENDED,
    /** Answered. */
    CLOSED
  }

  private final Source source;
  private final Optional<PastBlock> past;
  private final BoxSplitter splitter;
  private final IngestPatience patience;
  private final FragmentIntake fragments;
  private final List<TopLevelBox> header = new ArrayList<>();
  private Stage stage = Stage.HEADER;
  private Optional<TopLevelBox> moof = Optional.empty();
  private boolean lastSegment;
  private boolean sawBox;
  private boolean sawBytes;

  /**
   * @param source that was let in
   * @param limits how large its boxes may be
   */
  public IngestSession(Source source, BoxLimits limits, long nowNanos) {
    this(source, Optional.empty(), limits, nowNanos);
  }

  private IngestSession(Source source, Optional<PastBlock> past, BoxLimits limits, long nowNanos) {
    this.source = source;
    this.past = past;
    this.splitter = new BoxSplitter(limits);
    this.patience = new IngestPatience(nowNanos);
    this.fragments = new FragmentIntake(source, past, patience);
  }

  /**
   * A body with older fragments, header boxes first, as a server gives them. They are taken when it
   * has come to its end. The source stays open: it may be that of a live session.
   */
  public static IngestSession past(Source source, BoxLimits limits, long nowNanos) {
    return new IngestSession(source, Optional.of(new PastBlock(source)), limits, nowNanos);
  }

  /** The same session, whose live fragments are looked at before the point takes them. */
  public IngestSession checkedBy(FragmentCheck newCheck) {
    fragments.checkBy(newCheck);
    return this;
  }

  /** What became of a body of the past; nothing before it has come to its end. */
  public PastBlock.Outcome pastOutcome() {
    return past.map(PastBlock::outcome).orElse(PastBlock.Outcome.NOTHING);
  }

  /** Path of the publishing point that it feeds. */
  public String point() {
    return source.pointPath();
  }

  /**
   * Takes what has arrived, however it was cut.
   *
   * @param arrived only looked at during the call
   * @return present when the session is refused: answer it at once and stop reading
   */
  public Optional<Reply> receive(Slice arrived, long nowNanos) {
    requireOpen();
    sawBytes |= !arrived.isEmpty();
    try {
      for (TopLevelBox box : splitter.feed(arrived)) {
        Optional<Reply> refused = take(box, nowNanos);
        if (refused.isPresent()) {
          return refused;
        }
      }
      splitter.feed(Slice.EMPTY); // whole boxes come before the complaint about the next
      return Optional.empty();
    } catch (MediaException e) {
      return Optional.of(refuse(Replies.status(e), messageOf(e), nowNanos));
    }
  }

  /** The body ended as HTTP has it. */
  public Reply finish(long nowNanos) {
    requireOpen();
    if (splitter.pendingBytes() > 0 || moof.isPresent()) {
      return refuse(400, "the body ends in the middle of a fragment or box", nowNanos);
    }
    if (sawBytes && stage == Stage.HEADER) {
      return refuse(400, "the body ends before its moov ([MS-SSTR] 2.2.7.1)", nowNanos);
    }
    Optional<Refusal> refusal =
        flush(nowNanos).or(() -> past.flatMap(block -> block.deliver(nowNanos)));
    if (refusal.isPresent()) {
      return refuse(refusal.get(), nowNanos);
    }
    if (lastSegment && stage == Stage.FRAGMENTS) {
      takeEnd(nowNanos);
    }
    boolean ended = stage == Stage.ENDED;
    close(
        ended ? Effect.EndCause.END_OF_STREAM : Effect.EndCause.FINISHED,
        ended ? lastSegment ? "lmsg" : "mfra" : "no mfra",
        nowNanos);
    return Replies.empty(200, CacheRule.NO_STORE);
  }

  /** The connection broke. What is half of a fragment is forgotten. */
  public void lost(String reason, long nowNanos) {
    if (stage != Stage.CLOSED) {
      close(Effect.EndCause.LOST, reason, nowNanos);
    }
  }

  /**
   * The door saw {@link #idleDeadlineNanos} pass: the sender is silent or sends next to nothing.
   *
   * @return the refusal
   */
  public Reply timedOut(long nowNanos) {
    requireOpen();
    String message =
        "nothing whole came for %d s".formatted((nowNanos - progressNanos()) / 1_000_000_000L);
    close(Effect.EndCause.LOST, message, nowNanos);
    return Replies.errorAndClose(400, message);
  }

  /**
   * When {@link #timedOut} is due. Moves with every fragment that has arrived whole, not with every
   * byte: a sender of one byte a second runs into it.
   */
  public long idleDeadlineNanos() {
    return patience.deadlineNanos(isSparseOnly());
  }

  /** When the last fragment or announce was whole, or the session was opened. */
  public long progressNanos() {
    return patience.progressNanos();
  }

  /** The longest fragment so far; 0 before the first. */
  public long longestFragmentNanos() {
    return patience.longestFragmentNanos();
  }

  /** Whether it has announced tracks that are silent for long, and no others. */
  public boolean isSparseOnly() {
    return fragments.isSparseOnly();
  }

  /** Whether the end of stream has come. */
  public boolean sawEndOfStream() {
    return stage == Stage.ENDED;
  }

  private Optional<Reply> take(TopLevelBox box, long nowNanos) throws MediaException {
    boolean first = !sawBox;
    sawBox = true;
    if (box.type().equals(StypBox.TYPE)) {
      // All fragments of the last segment still come.
      lastSegment =
          BoxList.read(box.bytes(), "styp").find(StypBox.class).filter(StypBox::isLast).isPresent();
      fragments.beginSegment();
      return Optional.empty();
    }
    if (SKIPPED.contains(box.type())) {
      return Optional.empty();
    }
    if (box.type().equals(FTYP) || box.type().equals(MOOV) || box.type().isUuid()) {
      return takeHeader(box, nowNanos);
    }
    if (box.type().equals(MOOF)) {
      return takeMoof(box, nowNanos);
    }
    if (box.type().equals(MDAT)) {
      return takeMdat(box, nowNanos);
    }
    if (box.type().equals(MFRA)) {
      return takeMfra(nowNanos);
    }
    return first
        ? Optional.of(
            refuse(400, "not MP4: begins with box " + box.type() + ", expected ftyp", nowNanos))
        : Optional.empty();
  }

  /** Also in the middle: an encoder that restarts inside its connection announces itself again. */
  private Optional<Reply> takeHeader(TopLevelBox box, long nowNanos) throws MediaException {
    if (stage != Stage.HEADER && box.type().isUuid()) {
      return Optional.empty();
    }
    if (box.type().equals(FTYP)) {
      header.clear();
    }
    Optional<Refusal> refusal = flush(nowNanos);
    if (refusal.isPresent()) {
      return Optional.of(refuse(refusal.get(), nowNanos));
    }
    stage = Stage.HEADER;
    header.add(box);
    if (header.size() > HEADER_BOX_COUNT_MAX) {
      return Optional.of(
          refuse(400, "more than " + HEADER_BOX_COUNT_MAX + " boxes before moov", nowNanos));
    }
    return box.type().equals(MOOV) ? announce(nowNanos) : Optional.empty();
  }

  private Optional<Reply> announce(long nowNanos) throws MediaException {
    Announce read = Announce.read(List.copyOf(header));
    List<Slice> boxes = header.stream().map(TopLevelBox::bytes).toList();
    header.clear();
    Announcement announcement = new Announcement(read.tracks(), read.expectedStreams(), boxes);
    Optional<Refusal> refusal =
        past.isPresent()
            ? source.announcePast(announcement)
            : source.announce(announcement, nowNanos);
    if (refusal.isPresent()) {
      return Optional.of(refuse(refusal.get(), nowNanos));
    }
    fragments.announced(read);
    stage = Stage.FRAGMENTS;
    patience.progressed(nowNanos);
    return Optional.empty();
  }

  private Optional<Reply> takeMoof(TopLevelBox box, long nowNanos) throws MediaException {
    return switch (stage) {
      case HEADER ->
          Optional.of(
              refuse(
                  412,
                  "a fragment before its header boxes: expected ftyp, LiveServerManifestBox and"
                      + " moov, came moof ([MS-SSTR] 2.2.7.1)",
                  nowNanos));
      case FRAGMENTS -> {
        if (moof.isPresent()) {
          throw new MalformedMediaException("moof after moof, expected mdat");
        }
        moof = Optional.of(box);
        yield Optional.empty();
      }
      case ENDED, CLOSED -> throw new MalformedMediaException("moof after the end of stream");
    };
  }

  private Optional<Reply> takeMdat(TopLevelBox box, long nowNanos) throws MediaException {
    if (moof.isEmpty()) {
      throw new UnsupportedMediaException(
          "mdat without moof: expected fragmented MP4 ([MS-SSTR] 2.2.7.1)");
    }
    Slice moofBox = moof.get().bytes();
    moof = Optional.empty();
    Optional<Refusal> refusal = fragments.take(moofBox, box.bytes(), nowNanos);
    if (refusal.isPresent()) {
      return Optional.of(refuse(refusal.get(), nowNanos));
    }
    patience.progressed(nowNanos);
    return Optional.empty();
  }

  private Optional<Reply> takeMfra(long nowNanos) throws MediaException {
    if (stage == Stage.HEADER) {
      throw new MalformedMediaException("mfra before moov, expected the header boxes");
    }
    if (moof.isPresent()) {
      throw new MalformedMediaException("mfra after moof, expected mdat");
    }
    Optional<Refusal> refusal = flush(nowNanos);
    if (refusal.isPresent()) {
      return Optional.of(refuse(refusal.get(), nowNanos));
    }
    takeEnd(nowNanos);
    return Optional.empty();
  }

  /** What has come of a fragment is all of it. */
  private Optional<Refusal> flush(long nowNanos) {
    try {
      return fragments.flush(nowNanos);
    } catch (MediaException e) {
      return Optional.of(new Refusal(Refusal.Kind.MALFORMED, messageOf(e)));
    }
  }

  private void takeEnd(long nowNanos) {
    if (stage == Stage.FRAGMENTS) {
      stage = Stage.ENDED;
      if (past.isEmpty()) {
        source.endOfStream(nowNanos);
      }
    }
  }

  private static String messageOf(MediaException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private Reply refuse(Refusal refusal, long nowNanos) {
    close(Effect.EndCause.REFUSED, refusal.message(), nowNanos);
    return Replies.refusal(refusal);
  }

  private Reply refuse(int status, String message, long nowNanos) {
    close(Effect.EndCause.REFUSED, message, nowNanos);
    return Replies.errorAndClose(status, message);
  }

  private void close(Effect.EndCause cause, String detail, long nowNanos) {
    stage = Stage.CLOSED;
    moof = Optional.empty();
    header.clear();
    if (past.isEmpty()) {
      source.close(cause, detail, nowNanos);
    }
  }

  private void requireOpen() {
    if (stage == Stage.CLOSED) {
      throw new IllegalStateException("the session of " + source.id() + " is closed");
    }
  }
}
