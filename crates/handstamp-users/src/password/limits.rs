use crate::password::cost::Cost;

/// What a stored hash may cost at most. Looked at before anything is computed: whoever can write into the table cannot
/// stop the service by one login.
///
/// The defaults let pass what the libraries of Python write by default, and several times that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Limits {
    memory: u64,
    memory_work: u64,
    iterations: u32,
    bcrypt_cost: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 256 << 20, memory_work: 2 << 30, iterations: 10_000_000, bcrypt_cost: 16 }
    }
}

impl Limits {
    /// Sets how much memory argon2 and scrypt may take, in bytes. Default: 256 MiB.
    pub const fn with_memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }

    /// Sets how much memory argon2 and scrypt may fill in all their passes, in bytes. Default: 2 GiB.
    pub const fn with_memory_work(mut self, bytes: u64) -> Self {
        self.memory_work = bytes;
        self
    }

    /// Sets the most iterations of PBKDF2 and rounds of sha-crypt. Default: 10,000,000.
    pub const fn with_iterations(mut self, iterations: u32) -> Self {
        self.iterations = iterations;
        self
    }

    /// Sets the highest cost of bcrypt. Default: 16.
    pub const fn with_bcrypt_cost(mut self, cost: u32) -> Self {
        self.bcrypt_cost = cost;
        self
    }

    pub(crate) const fn allow(&self, cost: Cost) -> bool {
        match cost {
            Cost::Memory { bytes, work } => bytes <= self.memory && work <= self.memory_work,
            Cost::Iterations(iterations) => iterations <= self.iterations,
            Cost::Bcrypt(cost) => cost <= self.bcrypt_cost,
        }
    }
}
