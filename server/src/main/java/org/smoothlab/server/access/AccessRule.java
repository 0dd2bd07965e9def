package org.smoothlab.server.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may do what at some paths.
 *
 * @param paths where
 * @param grants who has the rights that this rule speaks of: a right that is a key with an empty
 *     list is nobody's, one that is no key is left to the rules that follow
 */
public record AccessRule(PathPattern paths, Map<Right, List<Grantee>> grants) {
  public AccessRule {
    Map<Right, List<Grantee>> copy = new LinkedHashMap<>();
    grants.forEach((right, grantees) -> copy.put(right, List.copyOf(grantees)));
    grants = Map.copyOf(copy);
  }
}
