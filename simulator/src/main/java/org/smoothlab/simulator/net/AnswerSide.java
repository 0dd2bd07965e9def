package org.smoothlab.simulator.net;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.simulator.net.HttpHead.Framing;

/** The way of answers through a proxy, from the target to the caller. */
final class AnswerSide implements HttpScanner.Sink {
  private final ProxiedConnection connection;
  private final ProxyOutput out;
  private BodyHurt hurt = new BodyHurt();
  private Optional<KeptAnswer> kept = Optional.empty();
  private boolean interim;
  private boolean rechunked;
  private boolean cutOff;

  AnswerSide(ProxiedConnection connection, ProxyOutput out) {
    this.connection = connection;
    this.out = out;
  }

  @Override
  public Optional<Framing> head(byte[] raw, Optional<HttpHead> read) {
    Optional<Exchanges.Exchange> exchange = connection.exchanges().current();
    if (read.isEmpty() || exchange.isEmpty()) {
      out.write(raw);
      return Optional.empty();
    }
    HttpHead head = read.get();
    HttpHead request = exchange.get().request();
    if (head.status() == 101 || request.method().equals("CONNECT")) {
      // Another protocol from here on, both ways.
      connection.becomeOpaque();
      out.write(raw);
      return Optional.empty();
    }
    interim = head.status() / 100 == 1;
    Framing framing = head.answerFraming(request.method());
    if (interim) {
      out.write(raw);
    } else {
      begin(raw, head, exchange.get());
    }
    return Optional.of(framing);
  }

  private void begin(byte[] raw, HttpHead head, Exchanges.Exchange exchange) {
    Fate fate = exchange.fate();
    Framing framing = head.answerFraming(exchange.request().method());
    hurt = fate.hurt(RequestFault.Body.ANSWER);
    kept = fate.keeper().map(keeper -> new KeptAnswer(keeper, exchange.request().path()));
    kept.ifPresent(keeping -> keeping.head(head.status(), head.headers()));
    rechunked = hurt.truncates() && framing instanceof Framing.Chunked;
    if (framing instanceof Framing.Length(long bytes) && hurt.length(bytes) != bytes) {
      String length = Long.toString(hurt.length(bytes));
      out.write(head.with("Content-Length", length).with("Connection", "close").bytes());
    } else {
      out.write(rechunked ? head.with("Connection", "close").bytes() : raw);
    }
  }

  @Override
  public void content(byte[] bytes, int from, int size) throws IOException {
    if (cutOff) {
      return;
    }
    kept.ifPresent(
        keeping -> keeping.body(Slice.copyOf(Arrays.copyOfRange(bytes, from, from + size))));
    int room = hurt.room(size);
    byte[] passed = Arrays.copyOfRange(bytes, from, from + room);
    hurt.pass(passed, room);
    if (rechunked && room > 0) {
      out.chunkHead(room);
      out.write(passed);
      out.chunkEnd();
    } else {
      out.write(passed);
    }
    if (room < size) {
      cutOff();
    }
  }

  private void cutOff() throws IOException {
    if (rechunked) {
      out.lastChunk();
    }
    out.flush();
    cutOff = true;
    connection.answerCutOff();
  }

  @Override
  public void framing(byte[] bytes, int from, int size) {
    if (!rechunked && !cutOff) {
      out.write(bytes, from, size);
    }
  }

  @Override
  public void end() {
    if (interim) {
      interim = false;
      return;
    }
    if (rechunked && !cutOff) {
      out.lastChunk();
    }
    kept.ifPresent(KeptAnswer::end);
    kept = Optional.empty();
    rechunked = false;
    hurt = new BodyHurt();
    connection.exchanges().end();
  }

  @Override
  public void opaque(byte[] bytes, int from, int size) {
    out.write(bytes, from, size);
  }
}
