package io.rankproof.simulate;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The rows of some requests; every step moves the one view that it returns. */
final class Impressions implements Iterator<Impression> {
  private final Iterator<Long> requests;
  private final SimulatedRequest request;
  private final Impression row;
  private final int length;
  private int position;

  Impressions(World world, Iterator<Long> requests) {
    this.requests = requests;
    this.request = new SimulatedRequest(world);
    this.row = new Impression(request);
    this.length = world.config().listLength();
    this.position = length;
  }

  @Override
  public boolean hasNext() {
    return position < length || requests.hasNext();
  }

  @Override
  public Impression next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (position == length) {
      request.simulate(requests.next());
      position = 0;
    }
    row.moveTo(++position);
    return row;
  }
}
