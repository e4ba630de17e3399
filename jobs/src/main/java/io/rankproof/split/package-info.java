/** Which requests a model learns from, is chosen by, and is judged on. */
package io.rankproof.split;
