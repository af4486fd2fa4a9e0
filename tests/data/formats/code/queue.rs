//! Bounded queues for the crane controller.

/// What waits to be lifted.
pub struct Queue {
    loads: Vec<Load>,
}

impl Queue {
    // Refuses what is too heavy.
    pub fn push(&mut self, load: Load) -> bool {
        load.tonnes <= 30 && { self.loads.push(load); true }
    }
}

fn longest(queue: &Queue) -> usize {
    queue.loads.len()
}
