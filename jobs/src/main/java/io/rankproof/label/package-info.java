/** Labels: engagements inside attribution windows, when they are final, and grades made of them. */
package io.rankproof.label;
