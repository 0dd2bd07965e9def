package org.smoothlab.server;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty clients that speak exactly one protocol each, and trust any certificate. */
final class Clients {
  private Clients() {}

  enum Speech {
    HTTP1,
    HTTP2
  }

  /** A started client; whoever gets it stops it. */
  static HttpClient start(Speech speech) throws Exception {
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(new SslContextFactory.Client(true));
    HttpClientTransportDynamic transport =
        switch (speech) {
          case HTTP1 ->
              new HttpClientTransportDynamic(connector, HttpClientConnectionFactory.HTTP11);
          case HTTP2 ->
              new HttpClientTransportDynamic(
                  connector,
                  new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector)));
        };
    HttpClient client = new HttpClient(transport);
    client.setFollowRedirects(false);
    client.start();
    // Bodies as they come over the wire: start() puts the decoders in.
    client.getContentDecoderFactories().clear();
    return client;
  }

  static ContentResponse get(HttpClient client, java.net.URI uri) throws Exception {
    return client.newRequest(uri).timeout(20, TimeUnit.SECONDS).send();
  }
}
