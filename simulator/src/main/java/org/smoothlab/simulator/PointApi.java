package org.smoothlab.simulator;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The management API of one origin, in JSON. */
final class PointApi implements AutoCloseable {
  static final String COLLECTION = "/services/smoothstreaming/publishingpoints.isml";

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** A command waits up to ten seconds at the origin. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  private final URI origin;
  private final Optional<String> authorization;
  private final HttpClient http;

  PointApi(URI origin, Optional<String> authorization, boolean trustAll) {
    this.origin = origin;
    this.authorization = authorization;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_MAX);
    http = (trustAll ? builder.sslContext(trustingAll()) : builder).build();
  }

  /** The origin says no. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    /** Something else is being done to the point: ask again. */
    static final String LOCKED = "0x8088002A";

    private final String code;

    Refusal(String code, String message) {
      super(message);
      this.code = code;
    }

    boolean is(String other) {
      return code.equals(other);
    }

    boolean isLocked() {
      return is(LOCKED);
    }
  }

  URI origin() {
    return origin;
  }

  JsonNode get(String path) throws IOException, InterruptedException, UsageException {
    return send(request(path).GET().build());
  }

  JsonNode create(String point, JsonNode settings)
      throws IOException, InterruptedException, UsageException {
    return send(
        request(COLLECTION + "/settings")
            .header("Slug", escaped(point))
            .POST(body("settings", settings))
            .build());
  }

  void putSettings(String point, JsonNode settings)
      throws IOException, InterruptedException, UsageException {
    send(request(escaped(point) + "/settings").PUT(body("settings", settings)).build());
  }

  void putState(String point, String value)
      throws IOException, InterruptedException, UsageException {
    JsonNode state = JSON.createObjectNode().put("value", value);
    send(request(escaped(point) + "/state").PUT(body("state", state)).build());
  }

  void delete(String point) throws IOException, InterruptedException, UsageException {
    send(request(escaped(point) + "/settings").DELETE().build());
  }

  String state(String point) throws IOException, InterruptedException, UsageException {
    return get(escaped(point) + "/state").at("/state/value").asString();
  }

  /** What a GET is answered with; the body is thrown away. */
  int statusOf(URI uri) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER_MAX);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return answer(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** As it stands in a URL, and in a header: in ASCII. */
  static String escaped(String path) {
    return toUri(path).toASCIIString();
  }

  private static URI toUri(String path) {
    try {
      return new URI(null, null, path, null);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** For people: indented. */
  static String pretty(JsonNode document) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  static ObjectMapper json() {
    return JSON;
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(origin.resolve(path))
            .timeout(ANSWER_MAX)
            .header("Accept", "application/json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private static HttpRequest.BodyPublisher body(String member, JsonNode value) {
    return HttpRequest.BodyPublishers.ofString(
        JSON.createObjectNode().set(member, value).toString());
  }

  private JsonNode send(HttpRequest request)
      throws IOException, InterruptedException, UsageException {
    HttpRequest.Builder typed = HttpRequest.newBuilder(request, (_, _) -> true);
    if (request.bodyPublisher().isPresent()) {
      typed.setHeader("Content-Type", "application/json");
    }
    HttpResponse<String> answer =
        answer(typed.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() >= 300) {
      throw refusal(answer);
    }
    return answer.body().isEmpty() ? JSON.createObjectNode() : read(answer);
  }

  private <T> HttpResponse<T> answer(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    try {
      return http.send(request, body);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      // The client's own message is empty.
      ConnectException away = new ConnectException(origin.getAuthority());
      away.initCause(e);
      throw away;
    }
  }

  private JsonNode read(HttpResponse<String> answer) throws IOException {
    try {
      return JSON.readTree(answer.body());
    } catch (JacksonException e) {
      throw new IOException(
          answer.uri() + " answered " + answer.statusCode() + " without JSON: no management API?",
          e);
    }
  }

  /** In the words of the origin. What is wrong with what was typed is wrong usage. */
  private IOException refusal(HttpResponse<String> answer) throws IOException, UsageException {
    JsonNode error = read(answer).path("error");
    String code = error.path("errorCode").asString("");
    String message =
        String.format(
            Locale.ROOT,
            "%s (%s, %d)",
            error.path("errorMessage").asString("refused"),
            code.isEmpty() ? "no code" : code,
            answer.statusCode());
    return switch (code) {
      case "0x80880024", "0x80880026", "0x8088002D" -> throw new UsageException(message);
      case "0x80880022" -> new Refusal(code, message + "; log in with --user or --token");
      default -> new Refusal(code, message);
    };
  }

  private static SSLContext trustingAll() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** For laboratories with certificates of their own. Being extended, it also takes any name. */
  private static final class AnyCertificate extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
