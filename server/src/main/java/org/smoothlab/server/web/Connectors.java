package org.smoothlab.server.web;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Makes listening sockets: which protocols they speak and what they admit. */
final class Connectors {
  /** As much as FFmpeg puts into one chunk, so that one read takes it. */
  private static final int READ_BYTES = 32 * 1024;

  /**
   * Connections that wait to be accepted. The system's own default of 50 overflows when an event
   * begins, and a client whose first packet is dropped tries again only after a second.
   */
  private static final int BACKLOG_MAX = 1_024;

  private final Server server;
  private final AdmissionLimits limits;

  Connectors(Server server, AdmissionLimits limits) {
    this.server = server;
    this.limits = limits;
  }

  /** HTTP/1.1, and HTTP/2 by prior knowledge. */
  ServerConnector plain(WebSettings.Address address) {
    HttpConfiguration http = configuration();
    return connector(address, http1(http), bounded(new PriorKnowledge(http)));
  }

  /** TLS, in which ALPN chooses HTTP/2 or HTTP/1.1. */
  ServerConnector secure(WebSettings.Secure settings) {
    HttpConfiguration https = configuration();
    // A laboratory is addressed by numbers and by names that no certificate has.
    SecureRequestCustomizer customizer = new SecureRequestCustomizer();
    customizer.setSniHostCheck(false);
    https.addCustomizer(customizer);
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(settings.keys());
    tls.setKeyStorePassword(settings.password());
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
    return connector(
        settings.address(),
        new SslConnectionFactory(tls, alpn.getProtocol()),
        alpn,
        bounded(new HTTP2ServerConnectionFactory(https)),
        http1(https));
  }

  private ServerConnector connector(WebSettings.Address address, ConnectionFactory... factories) {
    ServerConnector connector = new ServerConnector(server, 1, 1, factories);
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setAcceptQueueSize(BACKLOG_MAX);
    connector.setIdleTimeout(TimeUnit.NANOSECONDS.toMillis(limits.times().idleNanos()));
    return connector;
  }

  private HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(limits.connections().headerBytesMax());
    return configuration;
  }

  private static HttpConnectionFactory http1(HttpConfiguration configuration) {
    HttpConnectionFactory factory = new HttpConnectionFactory(configuration);
    factory.setInputBufferSize(READ_BYTES);
    return factory;
  }

  private <F extends AbstractHTTP2ServerConnectionFactory> F bounded(F factory) {
    factory.setMaxConcurrentStreams(limits.connections().streamsPerConnectionMax());
    return factory;
  }

  /**
   * Goes on with HTTP/1.1 where a client offers to upgrade: RFC 9113, 3.1 has made the token
   * obsolete, and RFC 9110, 7.8 leaves the choice to the server. The HTTP client of the JDK offers
   * it on every connection. Jetty would read a chunked body behind the offer as HTTP/2 frames, and
   * on a busy machine now and then closes the connection amid the first answer.
   */
  private static final class PriorKnowledge extends HTTP2CServerConnectionFactory {
    PriorKnowledge(HttpConfiguration configuration) {
      super(configuration);
    }

    @Override
    public @Nullable Connection upgradeConnection(
        Connector connector,
        EndPoint endPoint,
        MetaData.Request request,
        HttpFields.Mutable fields) {
      return request.getHttpVersion() == HttpVersion.HTTP_2
          ? super.upgradeConnection(connector, endPoint, request, fields)
          : null;
    }
  }
}
