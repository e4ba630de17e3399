/** The command line: subcommands, exit codes, the session, resuming. */
package io.rankproof.cli;
