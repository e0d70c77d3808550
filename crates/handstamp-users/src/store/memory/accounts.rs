use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::time::SystemTime;

use crate::account::Account;
use crate::account_name::check_name;
use crate::store::asked;
use crate::store::errors::ChangeError;
use crate::store::new_account::NewAccount;
use crate::store::user_store::Credentials;

/// Accounts by id, and their names in order. An id is never used again.
#[derive(Default)]
pub(crate) struct Accounts {
    last_id: u64,
    by_id: HashMap<String, Credentials>,
    ids: BTreeMap<String, String>,
}

impl Accounts {
    pub(crate) fn by_id(&self, id: &str) -> Option<&Credentials> {
        self.by_id.get(id)
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<&Credentials> {
        self.by_id.get(self.ids.get(name)?)
    }

    pub(crate) fn list(&self, after: Option<&str>, limit: u32) -> Vec<Account> {
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        let ids = self.ids.range::<str, _>((after, Bound::Unbounded)).map(|(_, id)| id);
        let found = ids.filter_map(|id| Some(self.by_id.get(id)?.account.clone()));
        found.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect()
    }

    pub(crate) fn add(
        &mut self,
        new: &NewAccount,
        now: SystemTime,
    ) -> Result<Account, ChangeError> {
        check_name(&new.name)?;
        let roles = asked::roles(&new.roles)?;
        if self.ids.contains_key(&new.name) {
            return Err(ChangeError::NameTaken);
        }
        self.last_id += 1;
        let id = self.last_id.to_string();
        let mut account = Account::new(&id, &new.name)
            .with_roles(roles)
            .with_created(now)
            .with_properties(new.properties.clone());
        if let Some(name) = &new.display_name {
            account = account.with_display_name(name);
        }
        self.ids.insert(new.name.clone(), id.clone());
        self.by_id.insert(id, Credentials::new(account.clone(), new.password.clone()));
        Ok(account)
    }

    pub(crate) fn delete(&mut self, id: &str) -> Result<(), ChangeError> {
        let found = self.by_id.remove(id).ok_or(ChangeError::NoAccount)?;
        self.ids.remove(found.account.name());
        Ok(())
    }

    pub(crate) fn change(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut Credentials),
    ) -> Result<(), ChangeError> {
        self.by_id.get_mut(id).map(change).ok_or(ChangeError::NoAccount)
    }

    pub(crate) fn change_account(
        &mut self,
        id: &str,
        change: impl FnOnce(Account) -> Account,
    ) -> Result<(), ChangeError> {
        self.change(id, |found| found.account = change(found.account.clone()))
    }

    pub(crate) fn set_roles(&mut self, id: &str, roles: &[String]) -> Result<(), ChangeError> {
        let roles = asked::roles(roles)?;
        self.change_account(id, |account| account.with_roles(roles))
    }
}
