package org.smoothlab.server.protocol;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.access.Access;
import org.smoothlab.server.access.AccessPolicy;
import org.smoothlab.server.access.AccessRule;
import org.smoothlab.server.access.AccessSink;
import org.smoothlab.server.access.Accounts;
import org.smoothlab.server.access.Caller;
import org.smoothlab.server.access.Grantee;
import org.smoothlab.server.access.PathPattern;
import org.smoothlab.server.access.Principal;
import org.smoothlab.server.access.Right;
import org.smoothlab.server.management.ManagementError;
import org.smoothlab.server.management.Valid;
import org.smoothlab.server.origin.EffectLog;
import org.smoothlab.server.origin.Origin;
import org.smoothlab.server.origin.OriginSettings;
import org.smoothlab.server.origin.PointFault;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointState;
import org.smoothlab.server.origin.PointStore;
import org.smoothlab.server.origin.PublishingPoint;
import org.smoothlab.server.origin.Role;
import org.smoothlab.server.origin.StoreException;
import org.smoothlab.server.origin.Target;
import org.smoothlab.server.origin.TestTrack;
import org.smoothlab.server.origin.WallClock;

/**
 * An origin as its operators see it: requests of the management API in, answers out, each held
 * against its schema. Archives are closed by the test, so that transient states last.
 */
final class Console {
  static final String COLLECTION = "/services/smoothstreaming/publishingpoints.isml";
  static final String POINT = "/harbour/quay.isml";
  static final String ATOM = "application/atom+xml";
  static final String MANAGEMENT =
      "http://schemas.microsoft.com/iis/media/2011/03/streaming/management";
  static final long SECOND = 1_000_000_000L;
  static final Instant START = Instant.parse("2026-02-03T09:15:00.250Z");

  /** May do everything; may read below /harbour; may do nothing. */
  static final String OPERATOR = "operator-token";

  static final String READER = "reader-token";
  static final String VISITOR = "visitor-token";

  final Store store = new Store();
  final EffectLog effects = new EffectLog();
  final Origin origin =
      new Origin(
          OriginSettings.DEFAULT.with(Role.ARCHIVE).withPointCountMax(20),
          new WallClock(START, 0),
          effects);
  final Protocol protocol =
      new Protocol(
          origin,
          ProtocolSettings.DEFAULT,
          Stores.memory().withPoints(store),
          new Access(policy(), origin.clock(), AccessSink.NONE));
  private final Map<String, IngestSession> encoders = new LinkedHashMap<>();
  long nowNanos;

  /** A store that fails when told to. */
  static final class Store implements PointStore {
    final Map<String, Instant> changed = new LinkedHashMap<>();
    final Map<String, PointSettings> stored = new LinkedHashMap<>();
    Optional<StoreException> failure = Optional.empty();

    @Override
    public void save(String path, PointSettings settings, Instant now) throws StoreException {
      failIfTold();
      stored.put(path, settings);
      changed.put(path, now);
    }

    @Override
    public void delete(String path) throws StoreException {
      failIfTold();
      stored.remove(path);
      changed.remove(path);
    }

    @Override
    public Optional<Instant> changed(String path) {
      return Optional.ofNullable(changed.get(path));
    }

    private void failIfTold() throws StoreException {
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  private static AccessPolicy policy() {
    return new AccessPolicy(
        List.of(
            new AccessRule(
                new PathPattern("/harbour/**"),
                Map.of(
                    Right.MANAGE_READ,
                    List.of(token("operator"), token("reader")),
                    Right.MANAGE_WRITE,
                    List.of(token("operator")))),
            new AccessRule(
                PathPattern.EVERYTHING,
                Map.of(
                    Right.PUBLISH, List.of(new Grantee.Anyone()),
                    Right.WATCH, List.of(new Grantee.Anyone()),
                    Right.MANAGE_READ, List.of(token("operator")),
                    Right.MANAGE_WRITE, List.of(token("operator"))))),
        new Accounts(
            Map.of(),
            Map.of(
                "operator", Accounts.tokenHash(OPERATOR),
                "reader", Accounts.tokenHash(READER),
                "visitor", Accounts.tokenHash(VISITOR))),
        Map.of(),
        AccessPolicy.Options.DEFAULT);
  }

  private static Grantee token(String name) {
    return new Grantee.One(new Principal.Token(name));
  }

  // ---- requests

  /** A request that is being written, sent with {@link #send}. */
  final class Call {
    private final String method;
    private final String target;
    private final List<Header> headers = new ArrayList<>();
    private String body = "";
    private Optional<String> token = Optional.of(OPERATOR);
    private boolean hasRoom = true;

    private Call(String method, String target) {
      this.method = method;
      this.target = target;
      headers.add(new Header("Host", "origin.example"));
    }

    Call with(String name, String value) {
      headers.add(new Header(name, value));
      return this;
    }

    Call body(String type, String text) {
      body = text;
      headers.add(new Header("Content-Type", type));
      headers.add(
          new Header("Content-Length", Integer.toString(Slice.ofUtf8(text).toByteArray().length)));
      return this;
    }

    Call as(String newToken) {
      token = Optional.of(newToken);
      return this;
    }

    Call anonymously() {
      token = Optional.empty();
      return this;
    }

    private Ask ask() {
      List<Header> all = new ArrayList<>(headers);
      token.ifPresent(text -> all.add(new Header("Authorization", "Bearer " + text)));
      return new Ask(method, target, all, new Caller("127.0.0.1:5", "127.0.0.1", false, true));
    }

    /** Begins the request, which may have to wait. */
    Sent begin() {
      Opening opening = protocol.opening(ask());
      Exchange exchange = opening.open(nowNanos);
      if (exchange instanceof Body wanted) {
        opening = wanted.received().apply(Slice.ofUtf8(body));
        exchange = opening.open(nowNanos);
      }
      return new Sent(this, opening, exchange);
    }

    /** Sends the request, which must be answered at once. */
    Answer send() {
      return (hasRoom ? begin() : refused()).answer();
    }

    /** The door can hold no more requests. */
    Call withoutRoom() {
      hasRoom = false;
      return this;
    }

    private Sent refused() {
      Body wanted = (Body) protocol.opening(ask()).openWithoutWaiting(nowNanos);
      Opening opening = wanted.received().apply(Slice.ofUtf8(body));
      return new Sent(this, opening, opening.openWithoutWaiting(nowNanos));
    }
  }

  /** A request on its way. */
  final class Sent {
    private final Call call;
    private final Opening opening;
    private Exchange exchange;

    Sent(Call call, Opening opening, Exchange exchange) {
      this.call = call;
      this.opening = opening;
      this.exchange = exchange;
    }

    boolean waits() {
      return exchange instanceof Wait;
    }

    /** Asks again, as a door does when the point has moved or the deadline has come. */
    Sent again() {
      exchange = opening.reopen((Wait) exchange, nowNanos);
      return this;
    }

    long deadlineNanos() {
      return ((Wait) exchange).deadlineNanos();
    }

    Answer answer() {
      assertThat(exchange).isInstanceOf(Reply.class);
      return new Answer(call.method, (Reply) exchange);
    }
  }

  /** What came back, which is as its schema has it. */
  record Answer(String method, Reply reply) {
    Answer {
      assertThat(reply.header("Cache-Control")).hasValue("no-store");
      assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
      String text = Stage.text(reply);
      String type = reply.header("Content-Type").orElse("");
      if (type.startsWith("application/json")) {
        Valid.requireJson(text, component(reply.status(), text));
      } else if (!type.isEmpty()) {
        assertThat(type)
            .isEqualTo(
                reply.status() < 300
                    ? "application/atom+xml; charset=utf-8"
                    : "application/xml; charset=utf-8");
        Valid.requireXml(text);
      } else {
        assertThat(text).isEmpty();
      }
    }

    private static String component(int status, String text) {
      if (status >= 300) {
        return "Problem";
      }
      if (text.contains("\"entries\":")) {
        return text.contains("\"settings\":{") ? "SettingsCollection" : "Collection";
      }
      if (text.contains("\"statistics\":{")) {
        return "StatisticsEntry";
      }
      return text.contains("\"state\":{") ? "StateEntry" : "SettingsEntry";
    }

    int status() {
      return reply.status();
    }

    String text() {
      return Stage.text(reply);
    }

    /** The text of the first element of this name. */
    String element(String name) {
      Matcher found =
          Pattern.compile("<" + name + "(?: [^>]*)?>([^<]*)</" + name + ">").matcher(text());
      assertThat(found.find()).describedAs(name + " in " + text()).isTrue();
      return found.group(1);
    }

    /** The document in the entry: what stands in SmoothStreaming. */
    String content() {
      return text().replaceFirst("(?s).*<SmoothStreaming[^>]*>", "").replaceFirst("</Smooth.*", "");
    }

    /** Which of the sixteen it is. Status and number agree. */
    ManagementError error() {
      String code = element("ErrorCode");
      for (ManagementError error : ManagementError.values()) {
        if (String.format("0x%08X", error.hresult()).equals(code)) {
          assertThat(status()).isEqualTo(error.status());
          return error;
        }
      }
      throw new AssertionError(text());
    }
  }

  Call get(String target) {
    return new Call("GET", target);
  }

  Call call(String method, String target) {
    return new Call(method, target);
  }

  Call create(String slug, String settings) {
    return new Call("POST", COLLECTION + "/settings")
        .with("Slug", slug)
        .body(ATOM, entry("<Settings>" + settings + "</Settings>"));
  }

  Call putState(String path, String value) {
    return new Call("PUT", path + "/state")
        .body(ATOM, entry("<State><Value>" + value + "</Value></State>"));
  }

  Call putSettings(String path, String settings) {
    return new Call("PUT", path + "/settings")
        .body(ATOM, entry("<Settings>" + settings + "</Settings>"));
  }

  static String entry(String payload) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<entry xmlns=\"http://www.w3.org/2005/Atom\"><id>x</id><title/>"
        + "<updated>2026-02-03T09:15:00Z</updated><content type=\"application/xml\">"
        + "<SmoothStreaming xmlns=\""
        + MANAGEMENT
        + "\">"
        + payload
        + "</SmoothStreaming></content></entry>";
  }

  // ---- points

  PublishingPoint point() {
    return origin.find(POINT).orElseThrow();
  }

  PublishingPoint createPoint(PointSettings settings) {
    return origin.create(POINT, settings);
  }

  /** Brings a new archived point into a state, which lasts. */
  Console in(PointState state) {
    createPoint(PointSettings.DEFAULT.withTitle("Quay camera"));
    if (state != PointState.IDLE) {
      command(Target.STARTED);
    }
    switch (state) {
      case IDLE, STARTING -> {
        // There already.
      }
      case STARTED -> encode();
      case STOPPING -> {
        encode();
        command(Target.STOPPED);
      }
      case STOPPED -> {
        encode();
        command(Target.STOPPED);
        closeRecording();
      }
      case SHUTTING_DOWN -> {
        encode();
        command(Target.IDLE);
      }
      case ERROR -> {
        encode();
        point().fail(new PointFault(PointFault.DISK_FULL, "the disk is full"), nowNanos);
      }
    }
    assertThat(point().state()).isEqualTo(state);
    return this;
  }

  void command(Target target) {
    point().command(target, nowNanos);
  }

  void closeRecording() {
    point().recordingClosed(1, nowNanos);
  }

  /** An encoder announces one video track. */
  void encode() {
    encode("cam", TestTrack.HIGH);
  }

  void encode(String streamId, TestTrack... tracks) {
    Ask ask =
        new Ask(
            "POST",
            POINT + "/Streams(" + streamId + ")",
            List.of(),
            new Caller(
                "[fe80::1c2d%14]:" + (50_000 + encoders.size()), "fe80::1c2d%14", false, false));
    IngestSession session = ((Upload) protocol.open(ask, nowNanos)).session();
    assertThat(session.receive(Slice.copyOf(TestTrack.header(List.of(tracks))), nowNanos))
        .isEmpty();
    encoders.put(streamId, session);
  }

  void sendFragment(String streamId, TestTrack track, long index) {
    byte[] fragment = track.fragmentBytes(index * TestTrack.FRAGMENT, TestTrack.FRAGMENT);
    assertThat(requireNonNull(encoders.get(streamId)).receive(Slice.copyOf(fragment), nowNanos))
        .isEmpty();
  }

  static String utf8(Slice slice) {
    return slice.text(StandardCharsets.UTF_8);
  }
}
