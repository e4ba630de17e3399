/**
 * Models of Rankproof's own: fitted on the training set by {@link io.rankproof.model.TrainJob}, put
 * beside the log's and outside scores by {@link io.rankproof.model.ScoreJob}.
 */
package io.rankproof.model;
