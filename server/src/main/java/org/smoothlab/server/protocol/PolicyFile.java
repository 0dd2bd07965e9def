package org.smoothlab.server.protocol;

import org.smoothlab.media.bytes.Slice;

/** Who may read across domains, as the plug-ins of Silverlight and Flash asked: everybody. */
enum PolicyFile {
  CLIENT_ACCESS_POLICY(
      "/clientaccesspolicy.xml",
      """
      <?xml version="1.0" encoding="utf-8"?>
      <access-policy>
        <cross-domain-access>
          <policy>
            <allow-from http-request-headers="*"><domain uri="*"/></allow-from>
            <grant-to><resource path="/" include-subpaths="true"/></grant-to>
          </policy>
        </cross-domain-access>
      </access-policy>
      """),
  CROSS_DOMAIN(
      "/crossdomain.xml",
      """
      <?xml version="1.0" encoding="utf-8"?>
      <cross-domain-policy>
        <allow-access-from domain="*" secure="false"/>
        <allow-http-request-headers-from domain="*" headers="*" secure="false"/>
      </cross-domain-policy>
      """);

  private final String path;
  private final String text;

  PolicyFile(String path, String text) {
    this.path = path;
    this.text = text;
  }

  String path() {
    return path;
  }

  Slice body() {
    return Slice.ofUtf8(text);
  }
}
