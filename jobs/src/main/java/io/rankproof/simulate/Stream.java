package io.rankproof.simulate;

/** What a random number is for; numbers of different streams are independent. Only append. */
enum Stream {
  USER,
  OWNER,
  RANDOMISED,
  TIME,
  PLATFORM,
  COUNTRY,
  USER_TASTE,
  ITEM_TASTE,
  CANDIDATE_ITEM,
  CREATED,
  QUALITY,
  CATEGORY,
  AFFINITY,
  PRODUCTION_ERROR,
  CANDIDATE_ERROR,
  RANDOM_ORDER,
  MATCH_ESTIMATE,
  QUALITY_ESTIMATE,
  EXAMINED,
  CLICKED,
  CLICK_DELAY,
  SAVED,
  SAVE_DELAY,
  HIDDEN,
  HIDE_DELAY,
  PURCHASED,
  PURCHASE_DELAY
}
