package org.smoothlab.simulator.net;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.smoothlab.simulator.net.HttpHead.Framing;

/** The way of requests through a proxy, from the caller to the target. */
final class RequestSide implements HttpScanner.Sink {
  /** So much of a body is read and thrown away behind an early answer; then comes the reset. */
  private static final long LINGER_BYTES_MAX = 1 << 20;

  private final ProxiedConnection connection;
  private final ProxyOutput out;
  private final ProxiedConnection.Meddling meddling;
  private BodyHurt hurt = new BodyHurt();
  private Optional<TwinRequest> twin = Optional.empty();
  private boolean rechunked;
  private boolean swallowing;
  private boolean lingering;
  private long swallowedBytes;

  RequestSide(ProxiedConnection connection, ProxyOutput out, ProxiedConnection.Meddling meddling) {
    this.connection = connection;
    this.out = out;
    this.meddling = meddling;
  }

  @Override
  public Optional<Framing> head(byte[] raw, Optional<HttpHead> read)
      throws IOException, InterruptedException {
    if (read.isEmpty()) {
      out.write(raw);
      return Optional.empty();
    }
    HttpHead head = read.get();
    Framing framing = head.requestFraming();
    if (lingering) {
      // It was told that the connection ends.
      return Optional.of(framing);
    }
    boolean hasBody = !(framing instanceof Framing.None || framing.equals(new Framing.Length(0)));
    RequestFaults.Asked asked =
        new RequestFaults.Asked(meddling.hop(), head.method(), head.path(), hasBody);
    Fate fate = meddling.faults().befall(asked);
    if (fate.delayNanos() > 0) {
      out.flush();
      meddling.await(fate.delayNanos());
    }
    Optional<Fate.Given> given = fate.given();
    if (given.isPresent()) {
      give(given.get(), head, hasBody);
      return Optional.of(framing);
    }
    connection.exchanges().begin(new Exchanges.Exchange(head, fate));
    begin(raw, head, fate);
    return head.method().equals("CONNECT") ? Optional.empty() : Optional.of(framing);
  }

  private void begin(byte[] raw, HttpHead head, Fate fate) throws IOException {
    hurt = fate.hurt(RequestFault.Body.REQUEST);
    HttpHead sent = fate.otherPath().map(head::withPath).orElse(head);
    if (head.requestFraming() instanceof Framing.Length(long bytes)
        && hurt.length(bytes) != bytes) {
      sent = sent.with("Content-Length", Long.toString(hurt.length(bytes)));
    }
    rechunked = hurt.truncates() && head.requestFraming() instanceof Framing.Chunked;
    if (fate.isDuplicated()) {
      out.flush();
      twin = TwinRequest.open(connection.address(), meddling::connected);
    }
    // What is not changed goes on byte for byte, spelling and all.
    write(sent.equals(head) ? raw : sent.bytes());
  }

  // ---- the answer that the target does not hear of

  private void give(Fate.Given given, HttpHead head, boolean hasBody)
      throws IOException, InterruptedException {
    swallowing = true;
    lingering = hasBody;
    out.flush();
    connection.exchanges().awaitNone();
    switch (given) {
      case Fate.Given.Whole(RequestFaults.Kept whole) -> giveWhole(whole, head, hasBody);
      case Fate.Given.Endless(SplittableRandom random) -> giveEndless(random);
    }
  }

  private void giveWhole(RequestFaults.Kept whole, HttpHead head, boolean last)
      throws InterruptedException {
    HttpHead answer =
        new HttpHead("HTTP/1.1 " + whole.status() + " Fault", whole.headers())
            .without("Transfer-Encoding")
            .with("Content-Length", Long.toString(whole.body().size()));
    connection.giveToCaller((last ? answer.with("Connection", "close") : answer).bytes());
    if (!head.method().equals("HEAD")) {
      connection.giveToCaller(whole.body().toByteArray());
    }
    if (last) {
      connection.endTowardsCaller();
    }
  }

  private void giveEndless(SplittableRandom random) throws InterruptedException {
    HttpHead answer =
        new HttpHead(
            "HTTP/1.1 200 Fault",
            List.of(
                new Header("Content-Type", "application/octet-stream"),
                new Header("Connection", "close")));
    connection.giveToCaller(answer.bytes());
    byte[] bytes = new byte[(int) (Instead.Endless.BYTES_PER_SECOND / 10)];
    while (!connection.isOver()) {
      random.nextBytes(bytes);
      connection.giveToCaller(bytes.clone());
      meddling.await(100_000_000L);
    }
  }

  // ---- bodies

  @Override
  public void content(byte[] bytes, int from, int size) throws IOException {
    if (swallowing) {
      swallow(size);
      return;
    }
    int room = hurt.room(size);
    byte[] passed = Arrays.copyOfRange(bytes, from, from + room);
    hurt.pass(passed, room);
    if (rechunked && room > 0) {
      writeChunk(passed);
    } else if (room > 0) {
      writeBody(passed);
    }
    if (room < size) {
      swallowing = true;
      if (rechunked) {
        lastChunk();
      }
      endTwin();
    }
  }

  private void swallow(int size) throws IOException {
    swallowedBytes += size;
    if (lingering && swallowedBytes > LINGER_BYTES_MAX) {
      throw new IOException("the caller goes on behind an early answer");
    }
  }

  @Override
  public void framing(byte[] bytes, int from, int size) throws IOException {
    if (!swallowing && !rechunked) {
      write(Arrays.copyOfRange(bytes, from, from + size));
    }
  }

  @Override
  public void end() throws IOException {
    if (rechunked && !swallowing) {
      lastChunk();
    }
    endTwin();
    swallowing = lingering;
    rechunked = false;
    hurt = new BodyHurt();
  }

  @Override
  public void opaque(byte[] bytes, int from, int size) throws IOException {
    writeBody(Arrays.copyOfRange(bytes, from, from + size));
  }

  private void writeChunk(byte[] bytes) throws IOException {
    out.chunkHead(bytes.length);
    writeBody(bytes);
    out.chunkEnd();
    twin.ifPresent(to -> to.chunk(bytes));
  }

  private void lastChunk() {
    out.lastChunk();
    twin.ifPresent(TwinRequest::lastChunk);
  }

  /** Bytes that count for a cut that waits for bytes. */
  private void writeBody(byte[] bytes) throws IOException {
    int before = connection.bytesBeforeCut(bytes.length);
    out.write(bytes, 0, before);
    if (before < bytes.length || connection.isCutDue()) {
      out.flush();
      connection.cut();
    }
    if (!rechunked) {
      twin.ifPresent(to -> to.write(bytes));
    }
  }

  private void write(byte[] bytes) {
    out.write(bytes);
    twin.ifPresent(to -> to.write(bytes));
  }

  private void endTwin() {
    twin.ifPresent(TwinRequest::end);
    twin = Optional.empty();
  }

  /** The connection is over. */
  void close() {
    twin.ifPresent(TwinRequest::abandon);
  }
}
