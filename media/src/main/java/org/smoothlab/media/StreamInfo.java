package org.smoothlab.media;

/**
 * What all tracks of a stream share.
 *
 * @param kind video, audio or text
 * @param name unique on the publishing point; appears in fragment URLs
 * @param subtype four letters for text ({@code CAPT}, {@code DATA} …), else empty
 * @param language ISO 639-2 code such as {@code eng}; empty when unknown
 * @param timescale clock of all its fragments
 * @param sparse how it hangs on another stream, when it has data only now and then
 * @see "[MS-SSTR] 2.2.2.3 StreamElement"
 */
public record StreamInfo(
    StreamKind kind,
    String name,
    String subtype,
    String language,
    Timescale timescale,
    Sparse sparse) {

  /**
   * Whether it has data only now and then: it hangs on a parent, or it is a control stream, whose
   * data is in the manifest.
   */
  public boolean isSparse() {
    return !sparse.parentName.isEmpty() || sparse.manifestOutput;
  }

  /**
   * @param parentName the stream whose fragments point to this one's; empty when not sparse
   * @param manifestOutput whether sample data also appears in the manifest
   * @see "[MS-SSTR] 2.2.2.3, ParentStreamIndex and ManifestOutput"
   */
  public record Sparse(String parentName, boolean manifestOutput) {
    /** Not sparse, not in the manifest: ordinary audio and video. */
    public static final Sparse NONE = new Sparse("", false);
  }
}
