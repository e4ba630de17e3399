/** The config: HOCON text read into immutable, checked records. */
package io.rankproof.config;
